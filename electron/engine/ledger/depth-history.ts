/**
 * The depth of one flow over the run, for its physical peak: losses are proven long after the message was sent, so
 * each tick's depth is corrected when a proof arrives. Memory is bounded: when full, neighbours are merged, and from then
 * on twice as many ticks share a slot, so that all slots cover the same time.
 */
export interface DepthHistory {
  /** In flight at that moment, not yet proven losses included. */
  add(atMs: number, inFlightRaw: number): void;
  /** `count` messages sent between the two times turned out to be lost. */
  repaint(sentFromMs: number, sentToMs: number, count: number): void;
  /** Highest depth without what was lost. */
  peak(): number;
}

const maxSlots = 4096;

export function createDepthHistory(): DepthHistory {
  const times = new Float64Array(maxSlots);
  const depths = new Float64Array(maxSlots);
  /** Losses by time of sending, booked at the first tick after it. */
  const lostAt = new Float64Array(maxSlots);
  let used = 0;
  let ticksPerSlot = 1;
  let ticks = 0;

  const merge = (): void => {
    for (let slot = 0; slot < maxSlots / 2; slot += 1) {
      const left = slot * 2;
      times[slot] = times[left + 1] ?? 0;
      depths[slot] = Math.max(depths[left] ?? 0, depths[left + 1] ?? 0);
      lostAt[slot] = (lostAt[left] ?? 0) + (lostAt[left + 1] ?? 0);
    }
    used = maxSlots / 2;
    ticksPerSlot *= 2;
    lostAt.fill(0, used);
  };

  /** The first tick at or after a time; the newest when it lies ahead. */
  const slotAt = (atMs: number): number => {
    let low = 0;
    let high = used - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] ?? 0) < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    add(atMs, inFlightRaw) {
      const opens = ticks % ticksPerSlot === 0;
      ticks += 1;
      if (!opens) {
        times[used - 1] = atMs;
        depths[used - 1] = Math.max(depths[used - 1] ?? 0, inFlightRaw);
        return;
      }
      if (used === maxSlots) merge();
      times[used] = atMs;
      depths[used] = inFlightRaw;
      lostAt[used] = 0;
      used += 1;
    },
    repaint(sentFromMs, sentToMs, count) {
      if (used === 0) return;
      const first = slotAt(sentFromMs);
      const last = slotAt(sentToMs);
      const spanMs = sentToMs - sentFromMs;
      let booked = 0;
      for (let slot = first; slot < last; slot += 1) {
        // Lost messages were sent evenly between their neighbours, so a tick has its share of that time behind it.
        const until = spanMs > 0 ? (count * Math.max(0, (times[slot] ?? 0) - sentFromMs)) / spanMs : 0;
        lostAt[slot] = (lostAt[slot] ?? 0) + until - booked;
        booked = until;
      }
      lostAt[last] = (lostAt[last] ?? 0) + count - booked;
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
