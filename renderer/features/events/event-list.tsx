import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { EventReport } from '../../../shared/report/report.ts';
import { formatRunTime } from '../../live/format.ts';
import type { ChartView } from '../charts/chart-view.ts';
import { eventKind, shapePaths } from './event-kinds.ts';
import { eventText } from './event-text.ts';

interface EventListProps {
  readonly events: readonly EventReport[];
  readonly omitted: number;
  readonly view: ChartView;
  readonly onClose: () => void;
}

const rowHeight = 24;
/** Around an event that was picked, so much of the run is shown before and after it. */
const aroundMs = 2_000;

/** Every event that is held, newest first; Enter or a click closes the list and shows the moment in the charts, which it covers. */
export function EventList({ events, omitted, view, onClose }: EventListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  /** Counted from the oldest, so that it stays on its event while newer ones come in. */
  const [active, setActive] = useState(events.length - 1);
  const count = events.length;
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  useEffect(() => scroller.current?.focus(), []);

  const activate = (at: number) => {
    const next = Math.min(count - 1, Math.max(0, at));
    setActive(next);
    rows.scrollToIndex(count - 1 - next);
  };
  const show = ({ atMs, lastAtMs = atMs }: EventReport) => {
    view.getState().zoomTo({ fromMs: atMs - aroundMs, toMs: lastAtMs + aroundMs });
    onClose();
  };
  const pressKey = (event: KeyboardEvent) => {
    const picked = events[active];
    const steps: Readonly<Record<string, number>> = {
      ArrowUp: 1,
      ArrowDown: -1,
      PageUp: 8,
      PageDown: -8,
      Home: count,
      End: -count,
    };
    const step = steps[event.key];
    if (step !== undefined) activate(active + step);
    else if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && picked) show(picked);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="event-list">
      <p className="event-list-head">
        Newest first. Enter shows the moment in the charts, Escape closes.
        {omitted > 0 ? ` ${omitted.toLocaleString('en-US')} older events are no longer held.` : ''}
        <button type="button" className="event-list-close" onClick={onClose}>
          close
        </button>
      </p>
      <div
        ref={scroller}
        className="event-list-rows"
        role="listbox"
        tabIndex={0}
        aria-label="Socket monitor events"
        aria-activedescendant={count > 0 ? `${id}-${active}` : undefined}
        onKeyDown={pressKey}
      >
        {count === 0 ? <p className="event-list-empty">The sockets have not told anything yet.</p> : null}
        <div style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const at = count - 1 - index;
            const event = events[at];
            return event === undefined ? null : (
              <EventRow
                key={at + omitted}
                id={`${id}-${at}`}
                event={event}
                isActive={at === active}
                start={start}
                place={index + 1}
                count={count}
                onPick={() => show(event)}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface EventRowProps {
  readonly id: string;
  readonly event: EventReport;
  readonly isActive: boolean;
  readonly start: number;
  readonly place: number;
  readonly count: number;
  readonly onPick: () => void;
}

function EventRow({ id, event, isActive, start, place, count, onPick }: EventRowProps) {
  const kind = eventKind(event.event);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox has the keys; its active option is picked with Enter.
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      aria-setsize={count}
      aria-posinset={place}
      aria-label={eventText(event)}
      className={`event-row event-${kind.tone}`}
      style={{ transform: `translateY(${start}px)`, height: rowHeight }}
      onClick={onPick}
    >
      <span className="event-row-time">{formatRunTime(event.atMs)}</span>
      <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
        <path d={shapePaths[kind.shape]} fillRule="evenodd" />
      </svg>
      <span className="event-row-word">
        {event.socket} {kind.word}
      </span>
      <span className="event-row-count">{(event.count ?? 1) > 1 ? `\u00d7${event.count}` : ''}</span>
      <span className="event-row-detail">
        {event.detail} {event.endpoint}
      </span>
    </div>
  );
}
