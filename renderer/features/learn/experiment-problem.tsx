import { StateShape } from '../../ui/state-shape.tsx';

/** Why there is no result, in one line. */
export function ExperimentProblem({ message }: { readonly message: string | undefined }) {
  return (
    <p className="experiment-problem" role="alert" data-state="refused">
      <StateShape state="refused" />
      {message ?? 'The run failed.'}
    </p>
  );
}
