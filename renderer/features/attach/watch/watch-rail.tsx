import { Search, Square } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { WatchCandidate } from '../../../../shared/watch/watch-view.ts';
import { useAttach } from '../attach-model.ts';
import { asSentence } from '../attach-sentence.tsx';
import { ProblemLine } from '../problem-line.tsx';
import { useLooking } from '../use-looking.ts';
import './watch-rail.css';

const listEveryMs = 3_000;

/** What can be watched, what is, and what cannot be seen. */
export function WatchRail() {
  const { watch } = useAttach();
  useLooking(watch.list, listEveryMs);
  const look = useStore(watch, (state) => state.look);
  return (
    <section className="rail" aria-label="Programs to watch">
      <Candidates />
      <PortForm />
      {look !== undefined && look.blindSpots.length > 0 && (
        <section aria-labelledby="blind-spots-title" className="fields">
          <h2 id="blind-spots-title">Not visible from here</h2>
          <ul className="blind-spots">
            {look.blindSpots.map((spot) => (
              <li key={spot}>{asSentence(spot)}</li>
            ))}
          </ul>
        </section>
      )}
    </section>
  );
}

function Candidates() {
  const { watch } = useAttach();
  const list = useStore(watch, (state) => state.candidates);
  const problem = useStore(watch, (state) => state.listProblem);
  const target = useStore(watch, ({ look }) => (look?.phase === 'watching' ? look.target : undefined));
  const busy = useStore(watch, (state) => state.busy !== undefined);
  const [query, setQuery] = useState('');
  const matching = (list?.candidates ?? []).filter((candidate) => matches(candidate, query));
  return (
    <>
      <div className="rail-search">
        <Search aria-hidden="true" />
        <input
          className="entry"
          type="search"
          aria-label="Search programs"
          placeholder="Name, pid or endpoint"
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      <ul className="candidates" aria-label="Programs with ZeroMQ">
        {matching.map((candidate) => {
          const watched = target?.kind === 'pid' && target.pid === candidate.pid;
          return (
            <li key={candidate.pid}>
              <CandidateButton
                candidate={candidate}
                watched={watched}
                disabled={busy}
                onChoose={() =>
                  void (watched
                    ? watch.stop()
                    : watch.start({ kind: 'pid', pid: candidate.pid }, `${candidate.name} (${candidate.pid})`))
                }
              />
            </li>
          );
        })}
      </ul>
      <ListNote matching={matching.length} query={query} />
      {query.trim() !== '' && matching.length !== 1 && (
        <button
          type="button"
          className="button"
          disabled={busy}
          onClick={() =>
            void watch.start({ kind: 'name', name: query.trim() }, `programs named \u201c${query.trim()}\u201d`)
          }
        >
          Watch all with {'\u201c'}
          {query.trim()}
          {'\u201d'} in their name
        </button>
      )}
      <ProblemLine problem={problem} />
    </>
  );
}

function matches({ name, pid, libzmq, binding, listens }: WatchCandidate, query: string): boolean {
  const words = query.toLowerCase().split(/\s+/);
  const text = `${name} ${pid} libzmq ${libzmq ?? ''} ${binding ?? ''} ${listens.join(' ')}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

interface CandidateButtonProps {
  readonly candidate: WatchCandidate;
  readonly watched: boolean;
  readonly disabled: boolean;
  readonly onChoose: () => void;
}

function CandidateButton({ candidate, watched, disabled, onChoose }: CandidateButtonProps) {
  const { name, pid, libzmq, binding, listens, connections } = candidate;
  return (
    <button type="button" className="candidate" aria-pressed={watched} disabled={disabled} onClick={onChoose}>
      <span className="candidate-head">
        <span className="candidate-name" title={name}>
          {name}
        </span>
        <span className="figure candidate-pid">{pid}</span>
      </span>
      <span className="candidate-line">
        {[libzmq === null ? '' : `libzmq ${libzmq}`, binding].filter(Boolean).join(' \u00b7 ')}
      </span>
      <span className="candidate-line" title={listens.join(', ')}>
        {connections === 1 ? '1 connection' : `${connections} connections`}
        {listens.length > 0 && (
          <>
            {' \u00b7 '}
            <span className="figure">{listens.slice(0, 2).join(' ')}</span>
            {listens.length > 2 && ` +${listens.length - 2}`}
          </>
        )}
      </span>
      {watched && (
        <span className="candidate-stop">
          <Square aria-hidden="true" />
          Stop watching
        </span>
      )}
    </button>
  );
}

function ListNote({ matching, query }: { readonly matching: number; readonly query: string }) {
  const { watch } = useAttach();
  const list = useStore(watch, (state) => state.candidates);
  if (list === undefined) return <p className="rail-note">Looking for programs with ZeroMQ.</p>;
  if (!list.supported)
    return (
      <p className="rail-note">Watching reads the kernel's tables of Linux; this system has none. A tap works here.</p>
    );
  const notes = [
    list.candidates.length === 0
      ? 'No program with ZeroMQ runs now. The list follows by itself when one starts.'
      : matching === 0
        ? `None of ${list.candidates.length} programs fits \u201c${query}\u201d.`
        : '',
    list.omitted > 0 ? `${list.omitted} more are not listed.` : '',
    list.denied > 0 ? `${list.denied} processes of other users cannot be looked into.` : '',
  ].filter((note) => note !== '');
  return notes.length === 0 ? undefined : <p className="rail-note">{notes.join(' ')}</p>;
}

function PortForm() {
  const { watch } = useAttach();
  const target = useStore(watch, ({ look }) => (look?.phase === 'watching' ? look.target : undefined));
  const busy = useStore(watch, (state) => state.busy !== undefined);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const watched = target !== undefined && target.kind !== 'pid';
  const start = (): void => {
    const port = Number(text);
    const fits = /^\d{1,5}$/.test(text.trim()) && port >= 1 && port <= 65_535;
    setWrong(!fits);
    if (fits) void watch.start({ kind: 'port', port }, `port ${port}`);
  };
  return (
    <form
      className="fields"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <div className="field-row">
        <label className="field">
          <span>Or everybody at a tcp port</span>
          <input
            className="entry figure"
            inputMode="numeric"
            placeholder="5555"
            value={text}
            aria-invalid={wrong}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setWrong(false);
            }}
          />
        </label>
        {watched ? (
          <button type="button" className="button" disabled={busy} onClick={() => void watch.stop()}>
            <Square aria-hidden="true" />
            Stop
          </button>
        ) : (
          <button type="submit" className="button" disabled={busy}>
            Watch
          </button>
        )}
      </div>
      {wrong && (
        <ProblemLine
          problem={{ code: 'wrong-port', message: `Expected a port from 1 to 65535, found "${text.slice(0, 20)}".` }}
        />
      )}
    </form>
  );
}
