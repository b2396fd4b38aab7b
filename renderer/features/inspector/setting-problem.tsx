import { useStoreValue } from '../../session/window-model.ts';

interface SettingProblemProps {
  readonly path: string;
  readonly id?: string;
}

/** What the host had against a change, beside the thing that was changed; its path is plain from the place. */
export function SettingProblem({ path, id }: SettingProblemProps) {
  const problem = useStoreValue('problems', (state) => state.problems[`set:${path}`]);
  if (problem === undefined) return undefined;
  const message = problem.message.startsWith(`${path}: `) ? problem.message.slice(path.length + 2) : problem.message;
  return (
    <p className="knob-problem" id={id} role="alert">
      {message}
    </p>
  );
}
