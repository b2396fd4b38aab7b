import { useEffect } from 'react';
import { isLive } from '../../session/session-store.ts';
import { useModel, type WindowModel } from '../../session/window-model.ts';
import { type TabId, tabs } from '../../shell/tabs.ts';
import { takesKeys } from './takes-keys.ts';

interface Surroundings {
  readonly showTab: (tab: TabId) => void;
  readonly showKeys: () => void;
  readonly theme: 'light' | 'dark';
}

type Shortcut = (model: WindowModel, around: Surroundings) => void;

const shortcuts: Readonly<Record<string, Shortcut>> = {
  ' ': ({ stores }) => {
    const { session, frozen, setFrozen } = stores.session.getState();
    if (session !== undefined && session.phase !== 'idle') setFrozen(!frozen);
  },
  r: ({ stores, actions }) => {
    const { session, busy } = stores.session.getState();
    if (session !== undefined && busy === undefined && !isLive(session)) void actions.start();
  },
  s: ({ stores, actions }) => {
    const { session, busy } = stores.session.getState();
    if (busy === undefined && isLive(session)) void actions.stop();
  },
  t: ({ preferences }, { theme }) => preferences.getState().setTheme(theme === 'dark' ? 'light' : 'dark'),
  '?': (_model, { showKeys }) => showKeys(),
};

/** The keys of the whole window. A focused button keeps Space and Enter for itself. */
export function useShortcuts(around: Surroundings): void {
  const model = useModel();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (takesKeys(event) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.key === ' ' && isPressable(event.target)) return;
      const tab = tabs[Number(event.key) - 1];
      const shortcut = shortcuts[event.key.toLowerCase()];
      if (tab !== undefined) around.showTab(tab.id);
      else if (shortcut !== undefined) shortcut(model, around);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [around, model]);
}

/** Selecting a socket again does nothing, so Space on one is free to freeze the picture. */
function isPressable(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest('button, summary, a, [role="button"], [role="switch"]') !== null && !target.closest('.graph');
}
