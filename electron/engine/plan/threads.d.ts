import type { Scenario } from '../../../shared/scenario/scenario.ts';
/**
 * Puts each socket on a thread. Few sockets get one each; in larger scenarios those that never pause (no rate, or a
 * service that burns the thread) come first, and the rest shares, receivers apart from senders where possible.
 */
export declare function assignThreads(scenario: Scenario): {
  readonly threadOf: readonly number[];
  readonly threads: number;
};
