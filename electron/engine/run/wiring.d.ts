import type { PlannedLink, PlannedSocket } from '../plan/run-plan.ts';
import { type RunState } from './run-state.ts';
/** Writes a socket's knobs as the scenario now has them. A stalled consumer stays stalled unless the socket is opened anew. */
export declare function setKnobs(state: RunState, socket: PlannedSocket, opening: boolean): void;
/** Creates one socket with its options, binds what it binds and connects what it connects. Failures are noted, not thrown. */
export declare function openSocket(state: RunState, socket: PlannedSocket): Promise<void>;
export declare function bindSocket(state: RunState, socket: PlannedSocket): Promise<void>;
export declare function connectSocket(state: RunState, socket: PlannedSocket): Promise<void>;
/** Ports for binders that are created later: those who connect earlier must know them. */
export declare function reserveEndpoints(state: RunState): Promise<void>;
export declare function openRelay(state: RunState, link: PlannedLink, target: string): Promise<string | undefined>;
