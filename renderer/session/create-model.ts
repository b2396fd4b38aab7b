import type { HostLink } from '../../shared/contract.ts';
import { createLive } from '../live/live.ts';
import { createActions } from './actions.ts';
import { createPreferencesStore } from './preferences-store.ts';
import { createStores, followHost } from './stores.ts';
import { createVitalsStore } from './vitals-store.ts';
import type { WindowModel } from './window-model.ts';

/** Puts stores, live figures and host together; every (re)connection begins with a fresh snapshot. */
export function createModel(link: HostLink): WindowModel {
  const stores = createStores();
  const live = createLive(link);
  const actions = createActions(link, stores);
  stores.session.subscribe(({ session }, before) => {
    if (session === undefined || session === before.session) return;
    live.setSession(session);
    if (session.runId !== before.session?.runId) stores.session.getState().setFrozen(live.frozen);
    if (session.phase === 'ended' && before.session?.phase !== 'ended') void actions.fetchReport();
  });
  stores.session.subscribe(({ frozen }, before) => {
    if (frozen !== before.frozen) live.freeze(frozen);
  });
  followHost(link, stores, () => void actions.refresh());
  return {
    link,
    live,
    stores,
    actions,
    vitals: createVitalsStore(live, stores),
    preferences: createPreferencesStore(window.localStorage),
  };
}
