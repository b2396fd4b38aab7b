import type { LabMemory } from '../memory/lab-memory.ts';
import type { PoolThread } from './worker-pool.ts';
export interface ProcessLimits {
  readonly descriptors: number | undefined;
}
/**
 * A socket's thread that is a process of its own: it can be killed for real and has its own descriptor limit. Its
 * counters come by message every 20 ms, so what a killed process counted in its last moments is not known.
 */
export interface ProcessThread extends PoolThread {
  /** SIGKILL: no cleanup of any kind runs. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** The operating system's number; undefined while none runs. */
  readonly pid: number | undefined;
}
export declare function createProcessThread(
  memory: LabMemory,
  owned: readonly number[],
  limits: ProcessLimits,
): ProcessThread;
