import type { RunState } from './run-state.ts';
/** Reads the kernel's queues of the run's tcp and ipc links a few times a second, off the tick. Returns what ends it. */
export declare function watchKernel(state: RunState): () => void;
