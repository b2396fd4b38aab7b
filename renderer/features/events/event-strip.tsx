import { useCallback, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { EventReport } from '../../../shared/report/report.ts';
import type { Live } from '../../live/live.ts';
import { useAnchoredRange } from '../charts/anchored-range.ts';
import type { ChartView } from '../charts/chart-view.ts';
import { labelsWidth, scaleWidth } from '../charts/time-axis.ts';
import { useSize } from '../charts/use-size.ts';
import { shapePaths } from './event-kinds.ts';
import { EventList } from './event-list.tsx';
import { type EventPlace, placeEvents } from './event-places.ts';
import { eventText } from './event-text.ts';
import './event-strip.css';

interface EventStripProps {
  readonly live: Live;
  readonly view: ChartView;
  /** Oldest first. */
  readonly events: readonly EventReport[];
  /** Older ones that are no longer held. */
  readonly omitted: number;
}

/** What the socket monitors told, as marks on the charts' time axis, and as a list. */
export function EventStrip({ live, view, events, omitted }: EventStripProps) {
  const lane = useRef<HTMLDivElement>(null);
  const layer = useRef<SVGGElement>(null);
  const [listShown, showList] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const { width } = useSize(lane);
  const anchored = useAnchoredRange(
    live,
    view,
    width,
    useCallback(() => layer.current, []),
  );
  const places = useMemo(() => (anchored ? placeEvents(events, anchored) : []), [events, anchored]);
  const zoomed = useStore(view, (state) => state.zoom !== undefined);
  const close = useCallback(() => {
    showList(false);
    opener.current?.focus();
  }, []);
  return (
    <section className="event-strip" aria-label="Socket monitor events">
      <span className="event-strip-title" style={{ width: scaleWidth }}>
        events
      </span>
      <div ref={lane} className="event-lane" data-zoomed={zoomed}>
        <svg width={width} height="22" aria-hidden="true">
          <g ref={layer}>
            {places.map((place) => (
              <EventMark key={`${place.event.atMs} ${place.event.socket} ${place.event.event}`} {...place} />
            ))}
          </g>
        </svg>
      </div>
      <div className="event-strip-tools" style={{ width: labelsWidth }}>
        <button
          ref={opener}
          type="button"
          className="event-list-opener"
          aria-expanded={listShown}
          onClick={() => showList(!listShown)}
        >
          {events.length === 0 ? 'no events yet' : `${(events.length + omitted).toLocaleString('en-US')} events`}
        </button>
      </div>
      {listShown ? <EventList events={events} omitted={omitted} view={view} onClose={close} /> : null}
    </section>
  );
}

function EventMark({ event, kind, x, length, word }: EventPlace) {
  return (
    <g className={`event-mark event-${kind.tone}`} transform={`translate(${Math.round(x)} 11)`}>
      <title>{eventText(event)}</title>
      {length >= 5 ? <rect className="event-storm" y="-5" width={length} height="10" rx="2" /> : null}
      <path d={shapePaths[kind.shape]} fillRule="evenodd" />
      {word === '' ? null : (
        <text x="9" y="4">
          {word}
        </text>
      )}
    </g>
  );
}
