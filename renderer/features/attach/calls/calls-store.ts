import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallsLook } from '../../../../shared/attach/attach-view.ts';
import type { HostLink } from '../../../../shared/contract.ts';
import type { ExecConnection, ExecView } from '../../../../shared/exec/exec-view.ts';
import type { Problem } from '../../../../shared/result.ts';
import { createStripHistory, type StripHistory } from '../strip/strip-history.ts';

export interface CallsState {
  readonly sessions: readonly string[];
  readonly view: ExecView | undefined;
  readonly connectionsOmitted: number;
  /** The session that `view` shows is not there any more. */
  readonly over: boolean;
  readonly problem: Problem | undefined;
  /** The session and the connection or process that the user chose. */
  readonly session: string | undefined;
  readonly selection: string | undefined;
}

export interface CallsStore extends StoreApi<CallsState> {
  /** See `callsSeries`. */
  readonly history: StripHistory;
  look(): Promise<void>;
  choose(session: string): void;
  /** The id of a connection or the pid of a process. */
  select(selection: string): void;
}

/** The figures that are kept of a connection, by their place in the history. */
export const callsSeries = { sentRate: 0, deliveredRate: 1, difference: 2 } as const;

export function createCallsStore(link: HostLink): CallsStore {
  const history = createStripHistory(3);
  const store = createStore<CallsState>(() => ({
    sessions: [],
    view: undefined,
    connectionsOmitted: 0,
    over: false,
    problem: undefined,
    session: undefined,
    selection: undefined,
  }));
  const take = ({ sessions, shown, connectionsOmitted }: CallsLook): void => {
    const before = store.getState().view;
    if (shown === null) {
      store.setState({ sessions, over: before !== undefined, problem: undefined });
      return;
    }
    const goesOn = before?.session === shown.session && before.atMs <= shown.atMs;
    if (!goesOn) history.clear();
    for (const connection of shown.connections) {
      const last = goesOn ? before.connections.find(({ id }) => id === connection.id) : undefined;
      history.add(connection.id, shown.atMs, pointOf(connection, last, shown.atMs - (before?.atMs ?? 0)));
    }
    store.setState({ sessions, view: shown, connectionsOmitted, over: false, problem: undefined });
  };

  return {
    ...store,
    history,
    look: async () => {
      const { session } = store.getState();
      const answer = await link.call('calls.look', session === undefined ? {} : { session });
      if (answer.ok) take(answer.value);
      else store.setState({ problem: answer.problem });
    },
    choose: (session) => store.setState({ session, selection: undefined }),
    select: (selection) => store.setState({ selection }),
  };
}

const pointOf = (now: ExecConnection, before: ExecConnection | undefined, ms: number): readonly number[] => [
  rate(now.sent, before?.sent, ms),
  rate(now.delivered, before?.delivered, ms),
  now.difference ?? Number.NaN,
];

const rate = (now: number | null, before: number | null | undefined, ms: number): number =>
  now === null || before === null || before === undefined || ms <= 0 ? Number.NaN : ((now - before) * 1000) / ms;

/** The connection whose details are shown: the chosen one, else the one with the most on the way. */
export function shownConnection({ view, selection }: CallsState): ExecConnection | undefined {
  const connections = view?.connections ?? [];
  return (
    connections.find(({ id }) => id === selection) ??
    connections.toSorted((a, b) => (b.difference ?? 0) - (a.difference ?? 0))[0]
  );
}
