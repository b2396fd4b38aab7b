/**
 * The depth of one flow over the run, for its physical peak: losses are proven long after the message was sent, so
 * each tick's depth is corrected when a proof arrives. Memory is bounded: when full, neighbours are merged, and from then
 * on twice as many ticks share a slot, so that all slots cover the same time.
 */
export interface DepthHistory {
  /** In flight at that moment, not yet proven losses included; `offered`: the next sequence of the flow's stream then, if it has one. */
  add(atMs: number, inFlightRaw: number, offered?: number): void;
  /** `count` messages sent between the two times turned out to be lost. */
  repaint(sentFromMs: number, sentToMs: number, count: number): void;
  /** The same by sequences (both lost), which is exact however unevenly they were sent. Only where every tick had its `offered`. */
  repaintSequences(fromSequence: number, toSequence: number, count: number): void;
  /** Highest depth without what was lost. */
  peak(): number;
}

const maxSlots = 4096;

export function createDepthHistory(): DepthHistory {
  const times = new Float64Array(maxSlots);
  const depths = new Float64Array(maxSlots);
  /** Losses by time of sending, booked at the first tick after it. */
  const lostAt = new Float64Array(maxSlots);
  const offers = new Float64Array(maxSlots);
  let used = 0;
  let ticksPerSlot = 1;
  let ticks = 0;

  const merge = (): void => {
    for (let slot = 0; slot < maxSlots / 2; slot += 1) {
      const left = slot * 2;
      times[slot] = times[left + 1] ?? 0;
      offers[slot] = offers[left + 1] ?? 0;
      depths[slot] = Math.max(depths[left] ?? 0, depths[left + 1] ?? 0);
      lostAt[slot] = (lostAt[left] ?? 0) + (lostAt[left + 1] ?? 0);
    }
    used = maxSlots / 2;
    ticksPerSlot *= 2;
    lostAt.fill(0, used);
  };

  /** The first slot with at least that time (or offer); the newest when it lies ahead. */
  const slotAt = (value: number, column = times): number => {
    let low = 0;
    let high = used - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((column[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  /** Books the losses at the slots between two values of a column, each with its share of the way behind it. */
  const spread = (column: typeof times, from: number, to: number, count: number): void => {
    if (used === 0) return;
    const first = slotAt(from, column);
    const last = slotAt(to, column);
    let booked = 0;
    for (let slot = first; slot < last; slot += 1) {
      const until = to > from ? (count * Math.max(0, (column[slot] ?? 0) - from)) / (to - from) : 0;
      lostAt[slot] = (lostAt[slot] ?? 0) + until - booked;
      booked = until;
    }
    lostAt[last] = (lostAt[last] ?? 0) + count - booked;
  };

  return {
    add(atMs, inFlightRaw, offered = 0) {
      const opens = ticks % ticksPerSlot === 0;
      ticks += 1;
      if (!opens) {
        times[used - 1] = atMs;
        offers[used - 1] = offered;
        depths[used - 1] = Math.max(depths[used - 1] ?? 0, inFlightRaw);
        return;
      }
      if (used === maxSlots) merge();
      times[used] = atMs;
      offers[used] = offered;
      depths[used] = inFlightRaw;
      lostAt[used] = 0;
      used += 1;
    },
    repaint(sentFromMs, sentToMs, count) {
      spread(times, sentFromMs, sentToMs, count);
    },
    repaintSequences(fromSequence, toSequence, count) {
      spread(offers, fromSequence, toSequence + 1, count);
    },
    peak() {
      let lost = 0;
      let peak = 0;
      for (let slot = 0; slot < used; slot += 1) {
        lost += lostAt[slot] ?? 0;
        peak = Math.max(peak, (depths[slot] ?? 0) - lost);
      }
      return Math.max(0, Math.round(peak));
    },
  };
}
