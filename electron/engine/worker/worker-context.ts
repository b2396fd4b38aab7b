import { LabMemory } from '../memory/lab-memory.ts';
import { markArrived } from './arrivals.ts';
import type { LatencyMeter } from './latency.ts';
import type { RunSetup } from './protocol.ts';
import type { Reporter } from './reporter.ts';
import { createSenderLives, type SenderLives } from './sender-lives.ts';
import type { OwnCopy } from './worker-port.ts';

/** What every loop of a worker shares during one run. */
export interface WorkerContext {
  readonly run: number;
  readonly memory: LabMemory;
  /** True in a process of its own, whose trackers do not outlive it. */
  readonly apart: boolean;
  readonly report: Reporter;
  /** Milliseconds since the engine's epoch; the same clock in all threads. */
  nowMs(): number;
  /** The bitmap of a shared stream, for who sends on it; undefined in a process of its own, and where no others share it. */
  arrivals(stream: number): Int32Array | undefined;
  /** For who receives of a shared stream. */
  noteArrival(stream: number): ((sequence: number) => void) | undefined;
  /** They outlive their socket, so that a restarted one shows what its predecessor's death took. */
  lives(socket: number, stream: number): SenderLives;
  /** By flow; they outlive their socket too, since a flow's latency is that of the whole run. */
  readonly meters: Map<number, LatencyMeter>;
}

/** CLOCK_MONOTONIC in milliseconds; one clock for all threads of the process, unlike performance.now(). */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

export function createWorkerContext(setup: RunSetup, report: Reporter, copy: OwnCopy | undefined): WorkerContext {
  const lives = new Map<string, SenderLives>();
  const arrivals = new Map([...setup.arrivals].map(([stream, buffer]) => [stream, new Int32Array(buffer)]));
  return {
    run: setup.run,
    memory: copy?.memory ?? new LabMemory(setup.shape, setup.memory),
    apart: copy !== undefined,
    report,
    meters: new Map(),
    nowMs: () => monotonicMs() - setup.epochMs,
    arrivals: (stream) => arrivals.get(stream),
    noteArrival(stream) {
      if (copy !== undefined) return copy.told(stream).mark;
      const bits = arrivals.get(stream);
      return bits && ((sequence) => markArrived(bits, sequence));
    },
    lives(socket, stream) {
      const key = `${socket}/${stream}`;
      const known = lives.get(key);
      if (known !== undefined) return known;
      const fresh = createSenderLives();
      lives.set(key, fresh);
      return fresh;
    },
  };
}

/** Gives the thread's event loop a turn: monitors, timers and orders wait there while messages flow without a pause. */
export const yieldTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'UNKNOWN';

export const errorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));
