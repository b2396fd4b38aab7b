import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TapLook, TapsLook } from '../../../../shared/attach/attach-view.ts';
import type { HostLink } from '../../../../shared/contract.ts';
import type { Problem, Result } from '../../../../shared/result.ts';
import type { LinkConditions } from '../../../../shared/scenario/scenario.ts';
import type { InspectedMessage, TapConnection, TapSide } from '../../../../shared/tap/tap-view.ts';
import { isUndecoded } from '../../../../shared/tap/undecoded.ts';
import { createStripHistory, type StripHistory } from '../strip/strip-history.ts';
import { inLabels } from './tap-draft.ts';

export interface TapState {
  readonly taps: TapsLook | undefined;
  readonly busy: 'starting' | 'stopping' | undefined;
  readonly problem: Problem | undefined;
  /** The tap and connection that the user chose. */
  readonly tap: string | undefined;
  readonly connection: number | undefined;
  /** Of the inspector; empty while it is off. */
  readonly messages: readonly InspectedMessage[];
}

export interface TapRequest {
  readonly listen: string;
  readonly forward: string;
  readonly conditions: LinkConditions;
  readonly sequence?: string;
}

export interface TapStore extends StoreApi<TapState> {
  /** See `tapSeries`; a subject is a tap and the number of one of its connections. */
  readonly history: StripHistory;
  /** Answers whether it runs. */
  start(request: TapRequest): Promise<boolean>;
  stop(tap: string): Promise<void>;
  forget(tap: string): Promise<void>;
  condition(tap: string, conditions: LinkConditions): Promise<void>;
  inspect(tap: string, on: boolean): Promise<void>;
  look(): Promise<void>;
  choose(tap: string): void;
  select(connection: number): void;
}

/** The figures that are kept of a connection, by their place in the history. */
export const tapSeries = {
  forwardRate: 0,
  backwardRate: 1,
  forwardWaiting: 2,
  backwardWaiting: 3,
  forwardBlocked: 4,
  backwardBlocked: 5,
} as const;

export function createTapStore(link: HostLink): TapStore {
  const history = createStripHistory(6);
  const store = createStore<TapState>(() => ({
    taps: undefined,
    busy: undefined,
    problem: undefined,
    tap: undefined,
    connection: undefined,
    messages: [],
  }));
  const settle = (answer: Result<unknown>): boolean => {
    store.setState({ problem: answer.ok ? undefined : inLabels(answer.problem) });
    return answer.ok;
  };
  const look = async (): Promise<void> => {
    const { tap, taps, connection: chosen } = store.getState();
    // The long lists come for one connection only: for the one whose details are on the screen.
    const connection = chosen ?? shownConnection(taps?.shown, undefined)?.id;
    const answer = await link.call('tap.look', {
      ...(tap === undefined ? {} : { tap }),
      ...(connection === undefined ? {} : { connection }),
    });
    if (!answer.ok) {
      store.setState({ problem: answer.problem });
      return;
    }
    const { shown } = answer.value;
    if (shown !== null) remember(history, shown);
    store.setState({ taps: answer.value });
    if (shown?.inspecting === true && shown.phase === 'tapping') await readMessages(shown.id);
    else if (store.getState().messages.length > 0) store.setState({ messages: [] });
  };
  const readMessages = async (tap: string): Promise<void> => {
    const answer = await link.call('tap.messages', { tap });
    if (answer.ok) store.setState({ messages: answer.value });
  };

  return {
    ...store,
    history,
    start: async (request) => {
      store.setState({ busy: 'starting', problem: undefined });
      const answer = await link.call('tap.start', request);
      store.setState({ busy: undefined });
      if (answer.ok) store.setState({ tap: answer.value.id, connection: undefined });
      const started = settle(answer);
      if (started) await look();
      return started;
    },
    stop: async (tap) => {
      store.setState({ busy: 'stopping' });
      settle(await link.call('tap.stop', { tap }));
      store.setState({ busy: undefined });
      await look();
    },
    forget: async (tap) => {
      settle(await link.call('tap.forget', { tap }));
      store.setState({ tap: undefined, connection: undefined });
      await look();
    },
    condition: async (tap, conditions) => {
      settle(await link.call('tap.condition', { tap, conditions }));
    },
    inspect: async (tap, on) => {
      settle(await link.call('tap.inspect', { tap, on }));
      await look();
    },
    look,
    choose: (tap) => {
      store.setState({ tap, connection: undefined, messages: [] });
      void look();
    },
    select: (connection) => {
      store.setState({ connection });
      void look();
    },
  };
}

export const subjectOf = (tap: string, connection: number): string => `${tap} ${connection}`;

/** What waits in the tap and in the kernel beside it. */
export const waitingBytes = ({ heldBytes, kernelBytes }: TapSide): number => heldBytes + (kernelBytes ?? 0);

const rateOf = (side: TapSide): number => (isUndecoded(side) ? Number.NaN : side.messagesPerSecond);

function remember(history: StripHistory, { id, atMs, connections }: TapLook): void {
  for (const { id: connection, closedAtMs, forward, backward } of connections) {
    if (closedAtMs !== null) continue;
    history.add(subjectOf(id, connection), atMs, [
      rateOf(forward),
      rateOf(backward),
      waitingBytes(forward),
      waitingBytes(backward),
      forward.blockedShare,
      backward.blockedShare,
    ]);
  }
}

/** The connection whose details are shown: the chosen one, else one that is accused, else the first that is open. */
export function shownConnection(
  look: TapLook | null | undefined,
  chosen: number | undefined,
): TapConnection | undefined {
  const connections = look?.connections ?? [];
  const accused = new Set(look?.findings.filter(({ toMs }) => toMs === undefined).map(({ subject }) => subject));
  return (
    connections.find(({ id }) => id === chosen) ??
    connections.find(({ closedAtMs, client }) => closedAtMs === null && accused.has(client)) ??
    connections.find(({ closedAtMs }) => closedAtMs === null) ??
    connections.at(-1)
  );
}
