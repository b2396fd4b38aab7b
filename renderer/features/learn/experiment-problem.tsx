import { StateShape } from '../../ui/state-shape.tsx';
import type { Experiment } from './learn-store.ts';

/** Why there is no result, in one line; calmly where somebody only ended the run. */
export function ExperimentProblem({ experiment: { message, stopped } }: { readonly experiment: Experiment }) {
  const state = stopped ? 'idle' : 'refused';
  return (
    <p className="experiment-problem" role={stopped ? 'status' : 'alert'} data-state={state}>
      <StateShape state={state} />
      {message ?? 'The run failed.'}
    </p>
  );
}
