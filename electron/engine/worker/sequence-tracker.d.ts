/** A hole in a stream's sequence, proven by the message after it. Sequences are inclusive, times are microseconds. */
export interface Gap {
  readonly fromSequence: number;
  readonly toSequence: number;
  readonly sentFromUs: number;
  readonly sentToUs: number;
}
/**
 * Follows one stream at one receiver. Sequences start at 0 and rise by one; what is missing between two received
 * messages is lost, since every ZeroMQ pipe keeps order.
 */
export interface SequenceTracker {
  /** The newest sequence received; -1 before the first. */
  readonly last: number;
  readonly joined: boolean;
  /** First message heard after joining (again) is `sequence`; what lies before it and was not owed, is `missed`. */
  join(sequence: number, sentAtUs: number): number;
  /** A received message; the gap before it, if there is one. */
  receive(sequence: number, sentAtUs: number): Gap | undefined;
  /** A closing marker: everything below `nextSequence` that has not come, is lost. */
  close(nextSequence: number, sentAtUs: number): Gap | undefined;
  /** The receiver left: from `owedUntil` on it owes nothing until it joins again. */
  leave(owedUntil: number): void;
  /** Messages that came twice or out of order; a healthy run has none. */
  readonly disorder: number;
}
export declare function createSequenceTracker(): SequenceTracker;
