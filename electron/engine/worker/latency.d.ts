import type { LabMemory } from '../memory/lab-memory.ts';
/** Latencies of one flow (or round trips of one socket): over the last second, and over the whole run. Microseconds in, milliseconds out. */
export interface LatencyMeter {
  record(latencyUs: number): void;
  /** Writes the percentiles to shared memory when it is time to, or `atOnce`. */
  publish(nowMs: number, atOnce?: boolean): void;
}
/** Where the percentiles go; a cell of -1 is left out. */
export interface LatencyCells {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly total:
    | {
        readonly p50: number;
        readonly p95: number;
        readonly p99: number;
        readonly max: number;
        readonly count: number;
      }
    | undefined;
}
export declare function createLatencyMeter(memory: LabMemory, cells: LatencyCells): LatencyMeter;
