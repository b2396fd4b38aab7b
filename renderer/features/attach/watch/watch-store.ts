import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CandidateList, WatchedNow, WatchLook } from '../../../../shared/attach/attach-view.ts';
import type { HostLink } from '../../../../shared/contract.ts';
import type { Problem } from '../../../../shared/result.ts';
import type { WatchTarget } from '../../../../shared/watch/watch-view.ts';
import { createStripHistory, type StripHistory } from '../strip/strip-history.ts';

export type WatchSelection =
  | { readonly kind: 'connection'; readonly id: string }
  | { readonly kind: 'process'; readonly id: string };

export interface WatchState {
  readonly candidates: CandidateList | undefined;
  /** The newest look; of a watch that ended, the last. */
  readonly look: WatchLook | undefined;
  readonly busy: 'starting' | 'stopping' | undefined;
  readonly problem: Problem | undefined;
  /** Why the candidates could not be listed. */
  readonly listProblem: Problem | undefined;
  readonly selection: WatchSelection | undefined;
  /** What the target is called where it was chosen. */
  readonly targetName: string | undefined;
}

export interface WatchStore extends StoreApi<WatchState> {
  /** See `watchSeries`. */
  readonly history: StripHistory;
  list(): Promise<void>;
  start(target: WatchTarget, name: string, greet?: boolean): Promise<void>;
  stop(): Promise<void>;
  look(): Promise<void>;
  select(selection: WatchSelection): void;
}

/** The figures that are kept of a connection, by their place in the history. */
export const watchSeries = { sendQueue: 0, receiveQueue: 1, bytes: 2, readerLimited: 3, retransmits: 4 } as const;

export function createWatchStore(link: HostLink): WatchStore {
  const history = createStripHistory(5);
  const store = createStore<WatchState>(() => ({
    candidates: undefined,
    look: undefined,
    busy: undefined,
    problem: undefined,
    listProblem: undefined,
    selection: undefined,
    targetName: undefined,
  }));
  const take = (look: WatchLook | null): void => {
    const before = store.getState();
    if (look === null) {
      if (before.look?.phase === 'watching') store.setState({ look: { ...before.look, phase: 'stopped' } });
      return;
    }
    if (look.watchId !== before.look?.watchId) history.clear();
    for (const connection of look.connections) {
      if (connection.open) history.add(connection.id, look.atMs, pointOf(connection));
    }
    store.setState({ look });
  };

  return {
    ...store,
    history,
    list: async () => {
      const answer = await link.call('watch.candidates', {});
      if (answer.ok) store.setState({ candidates: answer.value, listProblem: undefined });
      else store.setState({ listProblem: answer.problem });
    },
    start: async (target, targetName, greet = false) => {
      if (store.getState().busy !== undefined) return;
      store.setState({ busy: 'starting', problem: undefined, targetName });
      const answer = await link.call('watch.start', { target, greet });
      store.setState({ busy: undefined });
      if (!answer.ok) {
        store.setState({ problem: answer.problem, look: undefined, selection: undefined });
        return;
      }
      if (!greet) store.setState({ selection: undefined });
      take(answer.value);
    },
    stop: async () => {
      store.setState({ busy: 'stopping' });
      const answer = await link.call('watch.stop', {});
      store.setState({ busy: undefined });
      if (answer.ok) take(answer.value);
      else store.setState({ problem: answer.problem });
    },
    look: async () => {
      const { busy, look } = store.getState();
      if (busy !== undefined || look?.phase === 'stopped') return;
      const answer = await link.call('watch.look', {});
      if (store.getState().busy !== undefined) return;
      if (answer.ok) take(answer.value);
      else store.setState({ problem: answer.problem, look: look && { ...look, phase: 'stopped' } });
    },
    select: (selection) => store.setState({ selection }),
  };
}

const pointOf = ({ now, forward }: WatchedNow): readonly number[] => [
  now?.sendQueueBytes ?? Number.NaN,
  now?.receiveQueueBytes ?? Number.NaN,
  forward.bytesPerSecond ?? Number.NaN,
  forward.readerLimitedShare ?? Number.NaN,
  forward.retransmits ?? Number.NaN,
];

/** What the details are of: what was chosen, else the connection that the verdict speaks of, else the busiest one. */
export function shownOf({ look, selection }: Pick<WatchState, 'look' | 'selection'>): WatchSelection | undefined {
  if (look === undefined) return undefined;
  const stillThere =
    selection?.kind === 'connection'
      ? look.connections.some(({ id }) => id === selection.id)
      : look.processes.some(({ pid }) => String(pid) === selection?.id);
  if (selection !== undefined && stillThere) return selection;
  const subject = look.findings[0]?.subject;
  const open = look.connections.filter((connection) => connection.open);
  const accused = open.find(({ to, id }) => to === subject || id === subject);
  const shown = accused ?? open.toSorted((a, b) => weight(b) - weight(a))[0] ?? look.connections[0];
  if (shown !== undefined) return { kind: 'connection', id: shown.id };
  const process = look.processes[0];
  return process && { kind: 'process', id: String(process.pid) };
}

const weight = ({ forward }: WatchedNow): number => forward.bytesPerSecond ?? 0;
