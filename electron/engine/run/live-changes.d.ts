import { type Result } from '../../../shared/result.ts';
import type { OptionValue, SocketAction } from '../../../shared/scenario/scenario.ts';
import type { ChangeMark } from '../../../shared/telemetry/telemetry.ts';
import type { Strangers } from '../faults/strangers.ts';
import { type RunState } from './run-state.ts';
/** Changes the scenario and, where the run goes on, the sockets: knobs at once, options on live sockets, links through their relay. */
export declare function changeRun(
  state: RunState,
  path: string,
  value: OptionValue,
  by: ChangeMark['by'],
): Promise<Result<ChangeMark>>;
/** What a step or the user does to one socket. */
export declare function actOn(
  state: RunState,
  id: string,
  action: SocketAction,
  by: ChangeMark['by'],
): Promise<Result<null>>;
/** Runs the scenario's steps and late sockets at their times. Returns what cancels the rest. */
export declare function scheduleSteps(
  state: RunState,
  strangers: Strangers,
  onChange: (mark: ChangeMark) => void,
  onProblem: (message: string) => void,
): () => void;
