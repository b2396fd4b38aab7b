import { Download, Play, Trash2 } from 'lucide-react';
import { useStore } from 'zustand';
import { exportFormats, type RecordingEntry } from '../../../shared/records/records-view.ts';
import { bytesFormat, countFormat, formatRunTime } from '../../live/format.ts';
import { useModel, useSession, useStoreValue } from '../../session/window-model.ts';
import { formatWhen, isPlayable, lengthText, stateWords } from './record-words.ts';
import { useRecords } from './records-model.ts';

/** One recording, exactly, and what can be done with it. */
export function RecordingDetails({ entry }: { readonly entry: RecordingEntry }) {
  const { actions } = useModel();
  const records = useRecords();
  const busy = useStoreValue('session', (state) => state.busy);
  const shown = useSession()?.replay?.name === entry.name;
  const { name, scenario, state, problem } = entry;
  return (
    <section className="recording-details" aria-label={name}>
      <h2>{scenario ?? name}</h2>
      <p className="records-path figure">{name}</p>
      {problem !== null && <p className="recording-problem">{problem}</p>}
      <div className="recording-tools">
        <button
          type="button"
          className="button button-main"
          disabled={!isPlayable(entry) || busy !== undefined}
          title={isPlayable(entry) ? undefined : stateWords[state]}
          onClick={() => void actions.openRecording(name)}
        >
          <Play aria-hidden="true" />
          {shown ? 'Play again' : 'Play'}
        </button>
        <button
          type="button"
          className="button"
          disabled={state === 'recording'}
          onClick={() => void records.remove(name)}
        >
          <Trash2 aria-hidden="true" />
          Delete
        </button>
      </div>
      <dl className="recording-facts">
        {factsOf(entry).map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd className="figure">{text}</dd>
          </div>
        ))}
      </dl>
      <Exports entry={entry} />
    </section>
  );
}

/** What is known; a line without a figure would only be in the way. */
function factsOf(entry: RecordingEntry): readonly (readonly [string, string])[] {
  return allFacts(entry).filter(([, text]) => text !== unknown);
}

const unknown = '\u2013';

function allFacts(entry: RecordingEntry): readonly (readonly [string, string])[] {
  const { summary, scenario, recordedAt, bytes, flows, versions } = entry;
  const known = (read: (from: NonNullable<typeof summary>) => number): string =>
    summary === null ? unknown : countFormat.exact(read(summary));
  return [
    [scenario === null ? 'file changed' : 'recorded', formatWhen(recordedAt)],
    ['length', lengthText(entry)],
    ['flows', flows === 0 ? unknown : countFormat.exact(flows)],
    ['sent, all flows', known(({ sent }) => sent)],
    ['delivered', known(({ delivered }) => delivered)],
    ['lost, proven', known(({ lost }) => lost)],
    ['first loss', summary?.firstLossAtMs == null ? unknown : formatRunTime(summary.firstLossAtMs)],
    ['ticks', known(({ frames }) => frames)],
    ['ticks left out', known(({ ticksLeftOut }) => ticksLeftOut)],
    ['size', bytesFormat.exact(bytes)],
    ['libzmq', versions.libzmq ?? unknown],
    ['Highwater', versions.highwater ?? unknown],
  ];
}

function Exports({ entry }: { readonly entry: RecordingEntry }) {
  const records = useRecords();
  const exporting = useStore(records, (state) => state.exporting);
  return (
    <section className="recording-exports" aria-labelledby="recording-exports">
      <h3 id="recording-exports">Export a table, a row per flow and tick</h3>
      <div className="recording-tools">
        {exportFormats.map((format) => (
          <button
            key={format}
            type="button"
            className="button"
            disabled={!isPlayable(entry) || exporting !== undefined}
            onClick={() => void records.write(entry.name, format)}
          >
            <Download aria-hidden="true" />
            {format === 'arrow' ? 'Arrow' : format.toUpperCase()}
          </button>
        ))}
      </div>
    </section>
  );
}
