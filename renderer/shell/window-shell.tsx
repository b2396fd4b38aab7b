import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { useState } from 'react';
import { KeysDialog } from '../features/keys/keys-dialog.tsx';
import { useShortcuts } from '../features/keys/use-shortcuts.ts';
import { SentenceBar } from '../features/sentence/sentence-bar.tsx';
import { LiveContext } from '../live/live-context.ts';
import { ModelContext, useModel, useStoreValue, type WindowModel } from '../session/window-model.ts';
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
  useStillness(
    live,
    useStoreValue('session', ({ frozen, connection }) => frozen || connection === 'lost'),
  );
  const theme = useAppearance(preferences);
  const [tab, setTab] = useState<TabId>('lab');
  const [keysShown, showKeys] = useState(false);
  useShortcuts({ showTab: setTab, showKeys: () => showKeys(true), theme });
  const { View, Sentence = SentenceBar } = tabs.find(({ id }) => id === tab) ?? tabs[0];
  return (
    <div className="window-shell">
      <TopBar tab={tab} showTab={setTab} theme={theme} showKeys={() => showKeys(true)} />
      <Sentence />
      <main className="window-main">
        <View showTab={setTab} />
      </main>
      <KeysDialog open={keysShown} onOpenChange={showKeys} />
      <FileDrop />
    </div>
  );
}
