import { createStore, type StoreApi } from 'zustand/vanilla';
import { emptyJoin, type JoinDraft } from './join-scenario.ts';

export interface JoinState {
  readonly draft: JoinDraft;
}

export interface JoinStore extends StoreApi<JoinState> {
  change(part: Partial<JoinDraft>): void;
}

export function createJoinStore(): JoinStore {
  const store = createStore<JoinState>(() => ({ draft: emptyJoin }));
  return { ...store, change: (part) => store.setState(({ draft }) => ({ draft: { ...draft, ...part } })) };
}
