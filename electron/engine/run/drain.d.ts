import type { GapRecord } from '../worker/protocol.ts';
import type { Readings } from './readings.ts';
import { type RunState } from './run-state.ts';
export interface DrainResult {
  /** Flows that were still delivering when the time was up, with the reason. */
  readonly unclosed: ReadonlyMap<number, string>;
}
/**
 * Ends the traffic so that the ledger closes: producers stop, consumers drop their service time, links lose their
 * limits (not their cuts), and a closing marker is sent on every flow that still owes messages, until it comes
 * through, nothing moves any more, or the time is up.
 */
export declare function drain(state: RunState, readings: Readings): Promise<DrainResult>;
/**
 * Books what can no longer arrive as lost: the receiver is gone, or nothing came for a while although it read. Which
 * messages those are is known: of an exclusive stream the newest, of a shared one those whose bit is not set.
 */
export declare function writeOffRest(
  state: RunState,
  skip: ReadonlySet<number>,
  book: (flow: number, gap: GapRecord) => void,
): void;
/** The run's time at which its producers stopped, for rates and for `seconds`. */
export declare const producedMs: (state: RunState) => number;
