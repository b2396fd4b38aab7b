import { type RunState } from './run-state.ts';
/**
 * Waits until the links of the sockets that are there have shaken hands, and every subscriber that reads hears its
 * publisher: a marker is published until it comes through. What cannot connect (wrong types, wrong keys, a cut link)
 * is not waited for longer than `readyWithinMs`.
 */
export declare function awaitReady(state: RunState): Promise<void>;
