import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Problem } from '../../shared/result.ts';

/** Where a problem is shown: beside the thing that it is about. `set:PATH` is the knob of that path. */
export type ProblemKey = 'host' | 'run' | 'scenario' | 'recordings' | `set:${string}`;

export interface ProblemsState {
  readonly problems: Readonly<Partial<Record<ProblemKey, Problem>>>;
  raise(key: ProblemKey, problem: Problem): void;
  settle(key: ProblemKey): void;
  settleAll(): void;
}

export type ProblemsStore = StoreApi<ProblemsState>;

/** What went wrong and is not put right yet, by where it is shown; the newest of a place replaces the one before. */
export function createProblemsStore(): ProblemsStore {
  return createStore<ProblemsState>((set) => ({
    problems: {},
    raise: (key, problem) => set((state) => ({ problems: { ...state.problems, [key]: problem } })),
    settle: (key) =>
      set((state) => {
        if (state.problems[key] === undefined) return state;
        const { [key]: _settled, ...problems } = state.problems;
        return { problems };
      }),
    settleAll: () => set({ problems: {} }),
  }));
}
