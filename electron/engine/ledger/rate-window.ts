/** Rates over the last second from cumulative counters read at uneven moments; a fixed ring, no allocation per tick. */
export interface RateWindow {
  /** Adds a reading and answers the rate per second over the window. */
  add(nowMs: number, value: number): number;
  reset(): void;
}

const windowMs = 1000;
const slots = 64;

export function createRateWindow(): RateWindow {
  const times = new Float64Array(slots);
  const values = new Float64Array(slots);
  let count = 0;
  return {
    add(nowMs, value) {
      times[count % slots] = nowMs;
      values[count % slots] = value;
      count += 1;
      let oldest = Math.max(0, count - slots);
      while (oldest < count - 1 && nowMs - (times[oldest % slots] ?? 0) > windowMs) oldest += 1;
      const before = oldest > Math.max(0, count - slots) ? oldest - 1 : oldest;
      const elapsedMs = nowMs - (times[before % slots] ?? 0);
      return elapsedMs > 0 ? ((value - (values[before % slots] ?? 0)) * 1000) / elapsedMs : 0;
    },
    reset() {
      count = 0;
    },
  };
}
