/**
 * How many messages of a stream had been sent at each tick. It dates the losses of a stream that several receivers share:
 * the neighbours of a lost message went to somebody else, so nothing that arrived tells when it was sent.
 */
export interface SentHistory {
  add(atMs: number, sent: number): void;
  /** The ticks between which the messages from `fromSequence` to `toSequence` (inclusive) were sent. */
  window(
    fromSequence: number,
    toSequence: number,
  ): {
    readonly sentFromMs: number;
    readonly sentToMs: number;
  };
}
export declare function createSentHistory(): SentHistory;
