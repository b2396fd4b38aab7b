import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { useEffect, useState } from 'react';
import { KeysDialog } from '../features/keys/keys-dialog.tsx';
import { useShortcuts } from '../features/keys/use-shortcuts.ts';
import { ReplayBar } from '../features/replay/replay-bar.tsx';
import { SentenceBar } from '../features/sentence/sentence-bar.tsx';
import { LiveContext } from '../live/live-context.ts';
import { ModelContext, useModel, useSession, useStoreValue, type WindowModel } from '../session/window-model.ts';
import { StateShapeSheet } from '../ui/state-shape.tsx';
import { useStillness } from '../ui/stillness.ts';
import { useAppearance } from '../ui/use-appearance.ts';
import { FileDrop } from './file-drop.tsx';
import { type TabId, tabs } from './tabs.ts';
import { TopBar } from './top-bar.tsx';
import './window-shell.css';

/** The whole window. */
export function WindowShell({ model }: { readonly model: WindowModel }) {
  return (
    <CSPProvider disableStyleElements>
      <ModelContext value={model}>
        <LiveContext value={model.live}>
          <Tooltip.Provider delay={350} closeDelay={60}>
            <StateShapeSheet />
            <Frame />
          </Tooltip.Provider>
        </LiveContext>
      </ModelContext>
    </CSPProvider>
  );
}

function Frame() {
  const { live, preferences } = useModel();
  const halted = useStoreValue('session', ({ frozen, connection }) => frozen || connection === 'lost');
  const paused = useStoreValue('replay', ({ replay }) => replay?.playing === false);
  useStillness(live, halted || paused);
  const theme = useAppearance(preferences);
  const [tab, setTab] = useState<TabId>('lab');
  const [keysShown, showKeys] = useState(false);
  useShortcuts({ showTab: setTab, showKeys: () => showKeys(true), theme });
  const session = useSession();
  const replayed = session?.replay === undefined ? undefined : session.runId;
  // A recording is shown where runs are, wherever it was opened.
  useEffect(() => {
    if (replayed !== undefined) setTab('lab');
  }, [replayed]);
  const { View, Sentence = SentenceBar, runs } = tabs.find(({ id }) => id === tab) ?? tabs[0];
  return (
    <div className="window-shell">
      <TopBar tab={tab} showTab={setTab} theme={theme} showKeys={() => showKeys(true)} />
      <Sentence />
      <main className="window-main">
        <View showTab={setTab} />
      </main>
      {runs && session?.replay !== undefined && <ReplayBar key={session.runId} info={session.replay} />}
      <KeysDialog open={keysShown} onOpenChange={showKeys} />
      <FileDrop />
    </div>
  );
}
