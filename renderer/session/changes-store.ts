import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OptionValue } from '../../shared/scenario/scenario.ts';
import type { ChangeMark } from '../../shared/telemetry/telemetry.ts';
import { readChangeValue } from './scenario-path.ts';

/** So many marks stay on the time axis. */
const maxChanges = 400;

type Values = Readonly<Record<string, OptionValue>>;

/** What can be taken back: the values that stood before a remedy was applied. */
export interface Undoable {
  readonly sentence: string;
  readonly before: Values;
}

export interface ChangesState {
  /** Oldest first. */
  readonly changes: readonly ChangeMark[];
  /** What the host confirmed, by path, over the session's scenario. */
  readonly confirmed: Values;
  /** What the user asked for and the host has not answered; shown at once. */
  readonly wished: Values;
  readonly undoable: Undoable | undefined;
  replace(changes: readonly ChangeMark[]): void;
  add(change: ChangeMark): void;
  wish(path: string, value: OptionValue): void;
  /** The host answered, or refused, the wish for `value`; a newer wish for the path stays. */
  settle(path: string, value: OptionValue): void;
  offerUndo(undoable: Undoable | undefined): void;
}

export type ChangesStore = StoreApi<ChangesState>;

/** What was changed while the run goes on, and what is on its way. */
export function createChangesStore(): ChangesStore {
  return createStore<ChangesState>((set) => ({
    changes: [],
    confirmed: {},
    wished: {},
    undoable: undefined,
    replace: (changes) =>
      set({ changes: changes.slice(-maxChanges), confirmed: confirmedBy(changes), wished: {}, undoable: undefined }),
    add: (change) =>
      set((state) => ({
        changes: [...state.changes.slice(1 - maxChanges), change],
        confirmed: { ...state.confirmed, ...confirmedBy([change]) },
      })),
    wish: (path, value) => set((state) => ({ wished: { ...state.wished, [path]: value } })),
    settle: (path, value) =>
      set((state) => {
        if (state.wished[path] !== value) return state;
        const { [path]: _settled, ...wished } = state.wished;
        return { wished };
      }),
    offerUndo: (undoable) => set({ undoable }),
  }));
}

function confirmedBy(changes: readonly ChangeMark[]): Values {
  return Object.fromEntries(changes.map(({ path, to, from }) => [path, readChangeValue(to, textOrUnknown(from))]));
}

/** `from` tells text from numbers only when it is neither a number nor a boolean. */
function textOrUnknown(from: string): OptionValue | undefined {
  const read = readChangeValue(from, undefined);
  return typeof read === 'string' && read !== '' && read !== 'undefined' ? read : undefined;
}
