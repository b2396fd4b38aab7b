import type { Problem } from '../../../shared/result.ts';
import { StateShape } from '../../ui/state-shape.tsx';

/** What went wrong, in the place where it was asked for. */
export function ProblemLine({ problem }: { readonly problem: Problem | undefined }) {
  if (problem === undefined) return undefined;
  return (
    <p className="problem-line" role="alert">
      <StateShape state="refused" />
      {problem.message}
    </p>
  );
}
