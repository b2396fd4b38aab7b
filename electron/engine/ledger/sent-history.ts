/**
 * How many messages of a stream had been sent at each tick. It dates the losses of a stream that several receivers share:
 * the neighbours of a lost message went to somebody else, so nothing that arrived tells when it was sent.
 */
export interface SentHistory {
  add(atMs: number, sent: number): void;
  /** The ticks between which the messages from `fromSequence` to `toSequence` (inclusive) were sent. */
  window(fromSequence: number, toSequence: number): { readonly sentFromMs: number; readonly sentToMs: number };
}

const maxTicks = 4096;

export function createSentHistory(): SentHistory {
  const times = new Float64Array(maxTicks);
  const counts = new Float64Array(maxTicks);
  let used = 0;
  /** Only every so manyth tick stays; the newest stands last until the next one comes. */
  let stride = 1;
  let seen = 0;

  /** Keeps every other tick; windows become wider, never wrong. */
  const thin = (): void => {
    used = maxTicks / 2;
    stride *= 2;
    for (let tick = 0; tick < used; tick += 1) {
      times[tick] = times[tick * 2] ?? 0;
      counts[tick] = counts[tick * 2] ?? 0;
    }
  };

  /** The first tick at which more than `sequence` messages had been sent; `used` when there is none. */
  const firstAfter = (sequence: number): number => {
    let low = 0;
    let high = used;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((counts[middle] ?? 0) > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  };

  return {
    add(atMs, sent) {
      if (used === maxTicks) thin();
      const goesOver = used > 0 && seen % stride !== 0;
      const tick = goesOver ? used - 1 : used;
      times[tick] = atMs;
      counts[tick] = sent;
      used = tick + 1;
      seen += 1;
    },
    window(fromSequence, toSequence) {
      const before = firstAfter(fromSequence) - 1;
      const after = Math.min(firstAfter(toSequence), used - 1);
      return { sentFromMs: before < 0 ? 0 : (times[before] ?? 0), sentToMs: after < 0 ? 0 : (times[after] ?? 0) };
    },
  };
}
