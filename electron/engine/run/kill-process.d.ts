import type { PlannedSocket } from '../plan/run-plan.ts';
import type { RunState } from './run-state.ts';
/**
 * Kills the process of a socket. What it would have written down at its end, is written here: it is gone, and what
 * publish/subscribe flows still owed it, is lost with it.
 */
export declare function killProcess(state: RunState, socket: PlannedSocket): Promise<void>;
