import { useVirtualizer } from '@tanstack/react-virtual';
import { Droplet, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import type { RecordingEntry } from '../../../shared/records/records-view.ts';
import { bytesFormat, countFormat } from '../../live/format.ts';
import { useModel } from '../../session/window-model.ts';
import { formatWhen, isPlayable, lengthText, stateWords } from './record-words.ts';
import { useRecords } from './records-model.ts';

interface RecordingListProps {
  /** Newest first. */
  readonly entries: readonly RecordingEntry[];
  readonly omitted: number;
  readonly chosen: string | undefined;
}

const rowHeight = 44;
const pageRows = 10;

/** Arrows choose, Enter plays, Delete deletes; only the rows in sight are in the document. */
export function RecordingList({ entries, omitted, chosen }: RecordingListProps) {
  const { actions } = useModel();
  const records = useRecords();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const at = entries.findIndex(({ name }) => name === chosen);
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at);
  }, [at, rows]);

  const choose = (next: number) => {
    const entry = entries[Math.min(entries.length - 1, Math.max(0, next))];
    if (entry !== undefined) records.choose(entry.name);
  };
  const play = (entry: RecordingEntry | undefined) => {
    if (entry !== undefined && isPlayable(entry)) void actions.openRecording(entry.name);
  };
  const pressKey = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      PageUp: at - pageRows,
      PageDown: at + pageRows,
      Home: 0,
      End: entries.length - 1,
    };
    const next = steps[event.key];
    const entry = entries[at];
    if (next !== undefined) choose(next);
    else if (event.key === 'Enter') play(entry);
    else if (event.key === 'Delete' && entry !== undefined) void records.remove(entry.name);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div className="recording-row recording-head" aria-hidden="true">
        <span>scenario</span>
        <span>recorded</span>
        <span className="recording-number">length</span>
        <span className="recording-number">sent</span>
        <span className="recording-number">lost</span>
        <span className="recording-number">size</span>
      </div>
      <div
        ref={scroller}
        className="recording-rows"
        role="listbox"
        tabIndex={0}
        aria-label="Recordings, newest first. Enter plays, Delete deletes."
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        onKeyDown={pressKey}
      >
        <div style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const entry = entries[index];
            return (
              entry !== undefined && (
                <RecordingRow
                  key={entry.name}
                  id={`${id}-${index}`}
                  entry={entry}
                  isChosen={index === at}
                  start={start}
                  place={index + 1}
                  count={entries.length}
                  onChoose={() => choose(index)}
                  onPlay={() => play(entry)}
                />
              )
            );
          })}
        </div>
      </div>
      {omitted > 0 && <p className="records-note">{countFormat.exact(omitted)} older recordings are not listed.</p>}
    </>
  );
}

interface RecordingRowProps {
  readonly id: string;
  readonly entry: RecordingEntry;
  readonly isChosen: boolean;
  readonly start: number;
  readonly place: number;
  readonly count: number;
  readonly onChoose: () => void;
  readonly onPlay: () => void;
}

function RecordingRow({ id, entry, isChosen, start, place, count, onChoose, onPlay }: RecordingRowProps) {
  const { name, scenario, recordedAt, summary, bytes, state } = entry;
  const lost = summary?.lost ?? 0;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox has the keys; its active option is played with Enter.
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      aria-setsize={count}
      aria-posinset={place}
      className="recording-row"
      data-state-word={state}
      style={{ transform: `translateY(${start}px)`, height: rowHeight }}
      onClick={onChoose}
      onDoubleClick={onPlay}
    >
      <span className="recording-name" title={name}>
        <span className="recording-scenario">{scenario ?? name}</span>
        {stateWords[state] !== '' && (
          <span className="recording-state">
            {state !== 'recording' && state !== 'reading' && <TriangleAlert aria-hidden="true" />}
            {stateWords[state]}
          </span>
        )}
      </span>
      <span className="recording-when">{formatWhen(recordedAt)}</span>
      <span className="recording-number figure">{lengthText(entry)}</span>
      <span className="recording-number figure">{summary === null ? '\u2013' : countFormat.exact(summary.sent)}</span>
      <span className="recording-number figure" data-lost={lost > 0}>
        {lost > 0 && <Droplet aria-hidden="true" />}
        {summary === null ? '\u2013' : countFormat.exact(lost)}
      </span>
      <span className="recording-number figure">{bytesFormat.glance(bytes)}</span>
    </div>
  );
}
