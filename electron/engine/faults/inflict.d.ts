import { type Result } from '../../../shared/result.ts';
import type { FaultName } from '../../../shared/scenario/scenario.ts';
import { type RunState } from '../run/run-state.ts';
import type { Strangers } from './strangers.ts';
/** Does to a link or socket of the run what a step says; what comes of it is seen by its events and counters alone. */
export declare function inflict(
  state: RunState,
  strangers: Strangers,
  fault: FaultName,
  on: string,
): Promise<Result<null>>;
