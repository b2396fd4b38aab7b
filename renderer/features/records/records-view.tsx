import { Disc, FolderX } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useModel, useStoreValue } from '../../session/window-model.ts';
import { RecordingDetails } from './recording-details.tsx';
import { RecordingList } from './recording-list.tsx';
import { useRecords } from './records-model.ts';
import './records.css';

/** All recordings of this machine's folder, and what can be done with the chosen one. */
export function RecordsView() {
  const { link, stores } = useModel();
  const records = useRecords();
  const { view, chosen, unlisted } = useStore(records);
  useEffect(() => {
    void records.list();
    return link.on('records.changed', () => void records.list());
  }, [records, link]);
  // A host that came back may have another list.
  useEffect(
    () =>
      stores.session.subscribe(({ connection }, before) => {
        if (connection === 'open' && before.connection === 'lost') void records.list();
      }),
    [stores, records],
  );
  const entry = view?.entries.find(({ name }) => name === chosen);
  return (
    <div className="records">
      <section className="records-main" aria-label="Recordings">
        {view === undefined ? (
          <Unlisted failed={unlisted !== undefined} />
        ) : view.entries.length === 0 ? (
          <Empty />
        ) : (
          <RecordingList entries={view.entries} omitted={view.omitted} chosen={chosen} />
        )}
      </section>
      <aside className="records-side" aria-label="Chosen recording">
        {entry !== undefined && <RecordingDetails key={entry.name} entry={entry} />}
        {view !== undefined && (
          <section className="records-folder" aria-label="Folder">
            <h3>Folder</h3>
            <p className="records-path figure">{view.folder}</p>
          </section>
        )}
      </aside>
    </div>
  );
}

function Unlisted({ failed }: { readonly failed: boolean }) {
  if (!failed) return <p className="records-waiting">Reading the folder.</p>;
  return (
    <div className="records-empty">
      <FolderX aria-hidden="true" />
      <h2>The folder cannot be read</h2>
      <p>Give yourself the right to read it, or start Highwater with HIGHWATER_RECORDINGS set to another folder.</p>
    </div>
  );
}

function Empty() {
  const armed = useStoreValue('replay', ({ recording }) => recording.phase !== 'off');
  return (
    <div className="records-empty">
      <Disc aria-hidden="true" />
      <h2>No recordings yet</h2>
      <p>
        {armed
          ? 'The next run is recorded: press R, or Run in the Lab.'
          : 'Press Record (or C), then Run: the run is written down as it happens, and can be shown again tomorrow.'}
      </p>
    </div>
  );
}
