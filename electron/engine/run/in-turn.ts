import { fail, type Result } from '../../../shared/result.ts';
import type { RunState } from './run-state.ts';

/**
 * Does something to a socket when what was asked of it before is done, and only while the run goes on. Two restarts at one
 * moment would else both open the socket, and one that is opened while the run closes would never be closed, which aborts
 * the process when it ends.
 */
export function inTurn(state: RunState, socket: number, act: () => Promise<Result<null>>): Promise<Result<null>> {
  const done = Promise.resolve(state.acts.get(socket)).then(async () =>
    state.phase === 'running' ? await act() : fail('not-running', 'The run has ended.'),
  );
  const settled = done.catch(() => undefined);
  state.acts.set(socket, settled);
  return done;
}

/** Resolves when no act is under way any more; those that wait for their turn do nothing once the run has left `running`. */
export const actsSettled = async (state: RunState): Promise<void> => {
  await Promise.all(state.acts.values());
};
