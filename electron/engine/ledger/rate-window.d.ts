/** Rates over the last second from cumulative counters read at uneven moments; a fixed ring, no allocation per tick. */
export interface RateWindow {
  /** Adds a reading and answers the rate per second over the window. */
  add(nowMs: number, value: number): number;
  reset(): void;
}
export declare function createRateWindow(): RateWindow;
