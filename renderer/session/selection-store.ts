import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SessionView } from '../../shared/contract.ts';

export type Selection =
  | { readonly kind: 'socket'; readonly id: string }
  | { readonly kind: 'link'; readonly id: string };

export interface SelectionState {
  readonly selection: Selection | undefined;
  select(selection: Selection): void;
  /** Keeps the selection when the session still has it, else takes the socket that is worth looking at first. */
  fit(session: SessionView): void;
}

export type SelectionStore = StoreApi<SelectionState>;

/** What the inspector, the charts and the ledger are about. */
export function createSelectionStore(): SelectionStore {
  return createStore<SelectionState>((set, get) => ({
    selection: undefined,
    select: (selection) => set({ selection }),
    fit: (session) => {
      const { selection } = get();
      if (selection === undefined || !exists(session, selection)) set({ selection: firstWorthLookingAt(session) });
    },
  }));
}

function exists({ scenario }: SessionView, selection: Selection): boolean {
  const among = selection.kind === 'socket' ? scenario.sockets : scenario.links;
  return among.some(({ id }) => id === selection.id);
}

/** The slowest consumer: that is where a queue builds up. */
function firstWorthLookingAt({ scenario }: SessionView): Selection | undefined {
  const slowestFirst = scenario.sockets
    .filter(({ consume }) => consume !== undefined)
    .sort((a, b) => (b.consume?.serviceMs ?? 0) - (a.consume?.serviceMs ?? 0));
  const socket = slowestFirst[0] ?? scenario.sockets[0];
  return socket && { kind: 'socket', id: socket.id };
}

/** The flow that charts and ledger are about: of the selected link, or the first one that ends or begins at the socket. */
export function selectedFlow(session: SessionView, selection: Selection | undefined): number | undefined {
  if (selection === undefined) return undefined;
  const at =
    selection.kind === 'link'
      ? session.flows.findIndex(({ link }) => link === selection.id)
      : session.flows.findIndex(({ from, to }) => to === selection.id || from === selection.id);
  return at < 0 ? undefined : at;
}
