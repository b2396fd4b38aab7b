import { LabMemory } from '../memory/lab-memory.ts';
import type { LatencyMeter } from './latency.ts';
import type { RunSetup } from './protocol.ts';
import type { Reporter } from './reporter.ts';
import { type SequenceTracker } from './sequence-tracker.ts';
/** What every loop of a worker shares during one run. */
export interface WorkerContext {
  readonly run: number;
  readonly memory: LabMemory;
  /** True in a process of its own, whose trackers do not outlive it. */
  readonly apart: boolean;
  readonly report: Reporter;
  /** Milliseconds since the engine's epoch; the same clock in all threads. */
  nowMs(): number;
  arrivals(stream: number): Int32Array | undefined;
  /** Trackers outlive their socket, so that a restarted one shows what its predecessor's death took. */
  tracker(socket: number, stream: number): SequenceTracker;
  /** By flow; they outlive their socket too, since a flow's latency is that of the whole run. */
  readonly meters: Map<number, LatencyMeter>;
}
/** CLOCK_MONOTONIC in milliseconds; one clock for all threads of the process, unlike performance.now(). */
export declare function monotonicMs(): number;
export declare function createWorkerContext(
  setup: RunSetup,
  report: Reporter,
  copy: LabMemory | undefined,
): WorkerContext;
/** Gives the thread's event loop a turn: monitors, timers and orders wait there while messages flow without a pause. */
export declare const yieldTurn: () => Promise<void>;
export declare const sleep: (ms: number) => Promise<void>;
export declare const errorCode: (error: unknown) => string;
export declare const errorMessage: (error: unknown) => string;
