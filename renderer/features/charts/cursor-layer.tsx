import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import type { Live } from '../../live/live.ts';
import { type ChartView, type TimeRange, timeAt } from './chart-view.ts';
import { pressCursorKey } from './cursor-keys.ts';
import type { TimeAxis } from './time-axis.ts';

interface CursorLayerProps {
  readonly live: Live;
  readonly view: ChartView;
  readonly axis: TimeAxis;
  /** What stands at a moment, as one text for screen readers. */
  readonly describe: (atMs: number) => string;
}

/** A drag shorter than this is a click. */
const shortestDrag = 0.004;

/** Lies over all charts: one cursor through them, by pointer or by keyboard; a drag picks out a part of the time. */
export function CursorLayer({ live, view, axis, describe }: CursorLayerProps) {
  const slider = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const selection = useRef<HTMLDivElement>(null);
  const dragFrom = useRef<number | undefined>(undefined);
  const range = () => axis.range(performance.now());

  useEffect(() => view.subscribe(() => live.loop.wake()), [view, live]);
  useEffect(() => leaveZoomOnEscape(view), [view]);
  useEffect(
    () =>
      live.loop.register((nowMs) => {
        if (!axis.settled(nowMs)) live.loop.wake();
        const { cursor } = view.getState();
        place(line.current, cursor, cursor);
        place(selection.current, dragFrom.current, cursor);
        if (slider.current && document.activeElement === slider.current) {
          describeCursor(slider.current, cursor, axis.range(nowMs), describe);
        }
      }),
    [live, view, axis, describe],
  );

  const endDrag = (event: PointerEvent) => {
    const from = dragFrom.current;
    dragFrom.current = undefined;
    live.loop.wake();
    const to = shareOf(event);
    if (from === undefined || Math.abs(to - from) < shortestDrag) return;
    const now = range();
    view.getState().zoomTo({ fromMs: timeAt(now, Math.min(from, to)), toMs: timeAt(now, Math.max(from, to)) });
  };
  const pressKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!pressCursorKey(view, range(), event.key, event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the slider inside does the same by keyboard; a click must not take the focus from the window's keys.
    <div
      className="chart-cursor-layer"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        dragFrom.current = shareOf(event);
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => view.getState().pointAt(shareOf(event))}
      onPointerUp={endDrag}
      onPointerCancel={() => {
        dragFrom.current = undefined;
      }}
      onPointerLeave={() => view.getState().pointAt(undefined)}
      onDoubleClick={() => view.getState().unzoom()}
    >
      <div
        ref={slider}
        className="chart-cursor-keys"
        role="slider"
        tabIndex={0}
        aria-label="Time cursor of the charts. Arrows move it, plus and minus zoom, Escape goes back."
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={100}
        onKeyDown={pressKey}
        onFocus={() => live.loop.wake()}
        onBlur={() => view.getState().pointAt(undefined)}
      />
      <div ref={selection} className="chart-selection" hidden />
      <div ref={line} className="chart-cursor" hidden />
    </div>
  );
}

/** After a drag nothing has the focus; Escape goes back all the same, unless it belongs to what has the focus. */
function leaveZoomOnEscape(view: ChartView): () => void {
  const onKey = (event: globalThis.KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented && document.activeElement === document.body) {
      view.getState().unzoom();
    }
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

function shareOf({ clientX, currentTarget }: PointerEvent): number {
  const { left, width } = currentTarget.getBoundingClientRect();
  return width > 0 ? Math.min(1, Math.max(0, (clientX - left) / width)) : 0;
}

/** From one share of the width to another; hidden when either is not there. */
function place(element: HTMLElement | null, from: number | undefined, to: number | undefined): void {
  if (element === null) return;
  const hidden = from === undefined || to === undefined;
  if (element.hidden !== hidden) element.hidden = hidden;
  if (hidden) return;
  element.style.left = `${Math.min(from, to) * 100}%`;
  element.style.width = `${Math.abs(to - from) * 100}%`;
}

function describeCursor(
  layer: HTMLElement,
  cursor: number | undefined,
  range: TimeRange,
  describe: (atMs: number) => string,
): void {
  const share = cursor ?? 1;
  const percent = String(Math.round(share * 100));
  // A screen reader reads the text again when it changes; while the data move under the cursor that would never end.
  if (layer.getAttribute('aria-valuenow') === percent && layer.hasAttribute('aria-valuetext')) return;
  layer.setAttribute('aria-valuenow', percent);
  layer.setAttribute('aria-valuetext', describe(timeAt(range, share)));
}
