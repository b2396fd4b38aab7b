import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Finding } from '../../shared/report/finding.ts';

export interface FindingsState {
  /** As they now stand, most important first. */
  readonly findings: readonly Finding[];
  replace(findings: readonly Finding[]): void;
}

export type FindingsStore = StoreApi<FindingsState>;

/** What the diagnosis says. */
export function createFindingsStore(): FindingsStore {
  return createStore<FindingsState>((set) => ({
    findings: [],
    replace: (findings) => set({ findings }),
  }));
}
