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
export declare function createDepthHistory(): DepthHistory;
