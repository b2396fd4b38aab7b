import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WindowModel } from '../../session/window-model.ts';

interface Remembered {
  readonly title: string;
  readonly source: string;
  readonly text: string;
}

/** What was in the Lab before lessons took its place, so that it can be brought back whole. */
export interface LabMemory {
  readonly store: StoreApi<{ readonly before: Remembered | undefined }>;
  /** Keeps what is loaded now, the first time; does nothing after that, until it was brought back. */
  remember(): Promise<void>;
  bringBack(): Promise<void>;
}

export function createLabMemory({ stores, actions }: Pick<WindowModel, 'stores' | 'actions'>): LabMemory {
  const store = createStore<{ readonly before: Remembered | undefined }>(() => ({ before: undefined }));
  return {
    store,
    async remember() {
      if (store.getState().before !== undefined) return;
      const { session, scenarios } = stores.session.getState();
      const text = session && (await actions.scenarioText());
      if (session === undefined || text === undefined) return;
      const title = scenarios.find(({ name }) => name === session.source)?.title ?? session.scenario.name;
      store.setState({ before: { title, source: session.source, text } });
    },
    async bringBack() {
      const { before } = store.getState();
      if (before === undefined) return;
      store.setState({ before: undefined });
      await actions.open(before.source, before.text);
    },
  };
}
