import { CircleHelp, FolderOpen, Moon, Pause, Play, Save, Square, Sun } from 'lucide-react';
import { bringRecording, isRecordingFile } from '../features/records/bring-recording.ts';
import { ReplayTitle } from '../features/replay/replay-title.tsx';
import { ScenarioChooser } from '../features/scenarios/scenario-chooser.tsx';
import { openScenarioFile, saveScenarioFile } from '../features/scenarios/scenario-files.ts';
import { isLive } from '../session/session-store.ts';
import { useModel, useSession, useStoreValue } from '../session/window-model.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { useFileChoice } from '../ui/use-file-choice.tsx';
import { Elapsed } from './elapsed.tsx';
import { RecordingSign } from './recording-sign.tsx';
import { type TabId, tabs } from './tabs.ts';
import './top-bar.css';

interface TopBarProps {
  readonly tab: TabId;
  readonly showTab: (tab: TabId) => void;
  readonly theme: 'light' | 'dark';
  readonly showKeys: () => void;
}

export function TopBar({ tab, showTab, theme, showKeys }: TopBarProps) {
  const { preferences } = useModel();
  const isDark = theme === 'dark';
  const { runs } = tabs.find(({ id }) => id === tab) ?? tabs[0];
  const session = useSession();
  return (
    <header className="top-bar">
      <h1 className="brand">
        <Mark />
        Highwater
      </h1>
      {runs && (
        <>
          {session?.replay === undefined ? (
            <>
              <ScenarioChooser />
              <RunButtons />
            </>
          ) : (
            <ReplayTitle session={session} info={session.replay} />
          )}
          <Elapsed />
        </>
      )}
      {!runs && <RecordingSign />}
      {tabs.length > 1 && <Tabs tab={tab} showTab={showTab} />}
      <div className="top-bar-end">
        {runs && <FileButtons />}
        <IconButton
          label={isDark ? 'Light theme' : 'Dark theme'}
          keys="T"
          onClick={() => preferences.getState().setTheme(isDark ? 'light' : 'dark')}
        >
          {isDark ? <Sun /> : <Moon />}
        </IconButton>
        <IconButton label="All keys" keys="?" onClick={showKeys}>
          <CircleHelp />
        </IconButton>
      </div>
    </header>
  );
}

function RunButtons() {
  const { actions, stores } = useModel();
  const session = useStoreValue('session', (state) => state.session);
  const busy = useStoreValue('session', (state) => state.busy);
  const frozen = useStoreValue('session', (state) => state.frozen);
  const open = useStoreValue('session', (state) => state.connection === 'open');
  const live = isLive(session);
  const usable = open && session !== undefined && busy === undefined;
  return (
    <section className="run-buttons" aria-label="Run">
      <button
        type="button"
        className={live ? 'button' : 'button button-main'}
        aria-keyshortcuts="R"
        disabled={!usable || live}
        onClick={() => void actions.start()}
      >
        <Play aria-hidden="true" />
        Run
      </button>
      <button
        type="button"
        className="button"
        aria-keyshortcuts="Space"
        aria-pressed={frozen}
        disabled={!live && !frozen}
        onClick={() => stores.session.getState().setFrozen(!frozen)}
      >
        <Pause aria-hidden="true" />
        Freeze
      </button>
      <button
        type="button"
        className="button"
        aria-keyshortcuts="S"
        disabled={!usable || !live}
        onClick={() => void actions.stop()}
      >
        <Square aria-hidden="true" />
        Stop
      </button>
    </section>
  );
}

function FileButtons() {
  const model = useModel();
  const { input, choose } = useFileChoice(
    '.json,.hwrec',
    (file) => void (isRecordingFile(file) ? bringRecording : openScenarioFile)(model, file),
  );
  return (
    <>
      {input}
      <IconButton label="Open a scenario file" onClick={choose}>
        <FolderOpen />
      </IconButton>
      <IconButton label="Save the scenario as it now stands" onClick={() => void saveScenarioFile(model)}>
        <Save />
      </IconButton>
    </>
  );
}

function Tabs({ tab, showTab }: Pick<TopBarProps, 'tab' | 'showTab'>) {
  return (
    <nav className="tabs" aria-label="Parts of Highwater">
      {tabs.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          className="tab"
          aria-current={id === tab ? 'page' : undefined}
          onClick={() => showTab(id)}
        >
          {title}
        </button>
      ))}
    </nav>
  );
}

/** A level under its mark. */
function Mark() {
  return (
    <svg className="brand-mark" viewBox="0 0 20 20" aria-hidden="true">
      <path className="brand-water" d="M1 12c3 0 3-2 6-2s3 2 6 2 3-2 6-2v6a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3z" />
      <path className="brand-line" d="M1.5 4.5h17" />
    </svg>
  );
}
