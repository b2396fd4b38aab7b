import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { HostLink, SessionView } from '../../shared/contract.ts';
import type { OptionValue } from '../../shared/scenario/scenario.ts';
import type { Live } from '../live/live.ts';
import type { Actions } from './actions.ts';
import type { ChangesState } from './changes-store.ts';
import type { EventsState } from './events-store.ts';
import type { FindingsState } from './findings-store.ts';
import type { PreferencesStore } from './preferences-store.ts';
import type { ProblemsState } from './problems-store.ts';
import type { ReplayStoreState } from './replay-store.ts';
import type { SelectionState } from './selection-store.ts';
import type { SessionState } from './session-store.ts';
import { type Stores, valueNow } from './stores.ts';
import type { VitalsStore } from './vitals-store.ts';

/** All that the window's parts share. Made once, before the first render; never replaced. */
export interface WindowModel {
  readonly link: HostLink;
  readonly live: Live;
  readonly stores: Stores;
  readonly vitals: VitalsStore;
  readonly preferences: PreferencesStore;
  readonly actions: Actions;
}

export const ModelContext = createContext<WindowModel | undefined>(undefined);

export function useModel(): WindowModel {
  const model = useContext(ModelContext);
  if (model === undefined) throw new Error('expected a ModelContext above this component, found none');
  return model;
}

interface StoreStates {
  readonly session: SessionState;
  readonly findings: FindingsState;
  readonly events: EventsState;
  readonly changes: ChangesState;
  readonly selection: SelectionState;
  readonly problems: ProblemsState;
  readonly replay: ReplayStoreState;
}

/** One value out of one of the stores; renders again when that value changes. */
export function useStoreValue<N extends keyof StoreStates, T>(name: N, select: (state: StoreStates[N]) => T): T {
  const stores: { readonly [M in keyof StoreStates]: StoreApi<StoreStates[M]> } = useModel().stores;
  return useStore(stores[name], select);
}

export const useSession = (): SessionView | undefined => useStoreValue('session', (state) => state.session);

/** Nothing can be changed: a recording is shown. */
export const useIsFixed = (): boolean => useStoreValue('session', ({ session }) => session?.replay !== undefined);

/** What stands at a path of the scenario now, and renders again when it changes. */
export function useScenarioValue(path: string): OptionValue | undefined {
  const session = useSession();
  const wished = useStoreValue('changes', (state) => state.wished[path]);
  const confirmed = useStoreValue('changes', (state) => state.confirmed[path]);
  if (wished !== undefined) return wished;
  return session && valueNow(session, confirmed === undefined ? {} : { [path]: confirmed }, path);
}
