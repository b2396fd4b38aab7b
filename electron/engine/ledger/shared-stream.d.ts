/** One receiver of a stream that several share (PUSH to many PULLs): what it has received, and until when it could. */
export interface SharedReceiver {
  readonly delivered: number;
  /** Newest sequence it received; -1 before the first. */
  readonly last: number;
  /** What had been sent when it left; -1 while it is there. */
  readonly leftAt: number;
  /** Has it a connection at all? One that never had one holds nothing. */
  readonly connected: boolean;
}
/**
 * Splits what is in flight of a shared stream among its receivers. Which receiver libzmq chose for a message is not
 * told, but every pipe keeps order: a missing message older than the newest one that a receiver got cannot be on its
 * way to that receiver. What stays open after that is divided evenly (inferred). The parts sum to what is missing.
 */
export declare function splitInFlight(
  receivers: readonly SharedReceiver[],
  sent: number,
  bits: Int32Array,
  window: number,
): number[];
