import { useEffect } from 'react';
import type { MenuCommand } from '../../../shared/contract.ts';
import { isLive } from '../../session/session-store.ts';
import { useModel, type WindowModel } from '../../session/window-model.ts';
import { type TabId, tabs } from '../../shell/tabs.ts';
import { takesKeys } from './takes-keys.ts';

interface Surroundings {
  readonly showTab: (tab: TabId) => void;
  readonly showKeys: () => void;
  readonly theme: 'light' | 'dark';
}

type Command = (model: WindowModel, around: Surroundings) => void;

/** What a key does, the desktop's menu does too. */
const commands: Readonly<Record<MenuCommand, Command>> = {
  freeze: ({ stores, actions }) => {
    const { session, frozen, setFrozen } = stores.session.getState();
    const { replay } = stores.replay.getState();
    if (replay !== undefined) void actions.replay({ playing: !replay.playing });
    else if (frozen || isLive(session)) setFrozen(!frozen);
  },
  run: ({ stores, actions }) => {
    const { session, busy } = stores.session.getState();
    if (session !== undefined && session.replay === undefined && busy === undefined && !isLive(session))
      void actions.start();
  },
  stop: ({ stores, actions }) => {
    const { session, busy } = stores.session.getState();
    if (busy === undefined && isLive(session)) void actions.stop();
  },
  record: ({ stores, actions }) => void actions.record(stores.replay.getState().recording.phase === 'off'),
  theme: ({ preferences }, { theme }) => preferences.getState().setTheme(theme === 'dark' ? 'light' : 'dark'),
  keys: (_model, { showKeys }) => showKeys(),
};

const shortcuts: Readonly<Record<string, MenuCommand>> = {
  ' ': 'freeze',
  r: 'run',
  s: 'stop',
  c: 'record',
  t: 'theme',
  '?': 'keys',
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
      else if (shortcut !== undefined) commands[shortcut](model, around);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [around, model]);
  useEffect(() => model.link.on('menu.chosen', ({ command }) => commands[command](model, around)), [around, model]);
}

/** Selecting a socket again does nothing, so Space on one is free to freeze the picture. */
function isPressable(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.closest('button, summary, a, [role="button"], [role="switch"], [role="combobox"]') !== null &&
    !target.closest('.graph')
  );
}
