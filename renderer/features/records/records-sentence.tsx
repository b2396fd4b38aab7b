import { Disc, FolderOpen, Square, Undo2, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { RecordingStatus } from '../../../shared/records/records-view.ts';
import type { FlowState } from '../../../shared/telemetry/fields.ts';
import { bytesFormat, countFormat, shareFormat } from '../../live/format.ts';
import { useModel, useStoreValue } from '../../session/window-model.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { StateShape } from '../../ui/state-shape.tsx';
import { useFileChoice } from '../../ui/use-file-choice.tsx';
import '../sentence/sentence-bar.css';
import { bringRecording } from './bring-recording.ts';
import { useRecords } from './records-model.ts';
import type { RecordsState } from './records-store.ts';

/** What is recorded, and whether the run is; with the button that makes it so. */
export function RecordsSentence() {
  const state = useStore(useRecords());
  const recording = useStoreValue('replay', (store) => store.recording);
  const raised = useStoreValue('problems', ({ problems }) => problems.recordings ?? problems.host);
  const dismissible = raised ?? state.problem;
  const problem = dismissible ?? state.unlisted;
  return (
    <section
      className="sentence-bar"
      data-state={toneOf(recording, problem !== undefined)}
      aria-label="What is happening"
    >
      <StateShape state={toneOf(recording, problem !== undefined)} />
      <div className="sentence-words">
        <p className="sentence" aria-live="polite">
          {problem?.message ?? recordsSentence(state, recording)}
        </p>
      </div>
      <div className="sentence-tools">
        {dismissible === undefined ? <UndoButton /> : <DismissButton />}
        <BringButton />
        <RecordButton recording={recording} />
      </div>
    </section>
  );
}

const toneOf = ({ phase }: RecordingStatus, failed: boolean): FlowState =>
  failed ? 'refused' : phase === 'recording' ? 'flowing' : 'idle';

export function recordsSentence(
  { view, note, bringing, exporting }: Pick<RecordsState, 'view' | 'note' | 'bringing' | 'exporting'>,
  recording: RecordingStatus,
): string {
  if (bringing !== undefined) return `Copying ${bringing.name}: ${shareFormat.glance(bringing.share)}`;
  if (exporting !== undefined) return `Exporting ${exporting}`;
  if (note !== undefined) return note;
  if (recording.phase === 'recording') return `Recording into ${recording.name}`;
  if (recording.phase === 'armed') return 'The next run will be recorded: press R, or Run in the Lab.';
  if (view === undefined) return 'Reading the recordings.';
  const count = view.entries.length + view.omitted;
  if (count === 0) return 'Nothing is recorded yet, and nothing is written until you ask for it.';
  const bytes = view.entries.reduce((sum, entry) => sum + entry.bytes, 0);
  return `${countFormat.exact(count)} ${count === 1 ? 'recording' : 'recordings'}, ${bytesFormat.glance(bytes)}`;
}

function RecordButton({ recording }: { readonly recording: RecordingStatus }) {
  const { actions } = useModel();
  const off = recording.phase === 'off';
  return (
    <button
      type="button"
      className={off ? 'button button-main' : 'button'}
      aria-keyshortcuts="C"
      onClick={() => void actions.record(off)}
    >
      {off ? <Disc aria-hidden="true" /> : <Square aria-hidden="true" />}
      {off ? 'Record' : recording.phase === 'armed' ? 'Do not record' : 'Stop recording'}
    </button>
  );
}

function BringButton() {
  const model = useModel();
  const { input, choose } = useFileChoice('.hwrec', (file) => void bringRecording(model, file));
  return (
    <>
      {input}
      <button type="button" className="button" onClick={choose}>
        <FolderOpen aria-hidden="true" />
        Open a file
      </button>
    </>
  );
}

function UndoButton() {
  const records = useRecords();
  const name = useStore(records, (state) => state.view?.deleted[0]);
  if (name === undefined) return undefined;
  return (
    <button type="button" className="button" title={name} onClick={() => void records.restore(name)}>
      <Undo2 aria-hidden="true" />
      Undo the deletion
    </button>
  );
}

function DismissButton() {
  const { stores } = useModel();
  const records = useRecords();
  const dismiss = (): void => {
    stores.problems.getState().settle('recordings');
    stores.problems.getState().settle('host');
    records.fail(undefined);
  };
  return (
    <IconButton label="Dismiss" onClick={dismiss}>
      <X />
    </IconButton>
  );
}
