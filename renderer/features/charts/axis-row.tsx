import { useCallback, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { ChangeMark } from '../../../shared/telemetry/telemetry.ts';
import { formatRunTime } from '../../live/format.ts';
import type { Live } from '../../live/live.ts';
import { useAnchoredRange } from './anchored-range.ts';
import { axisTicks } from './axis-ticks.ts';
import { changeLabel, changeTitle } from './change-label.ts';
import { type ChartView, chartWindows, type TimeRange, timeAt } from './chart-view.ts';
import { labelsWidth, scaleWidth, type TimeAxis } from './time-axis.ts';

interface AxisRowProps {
  readonly live: Live;
  readonly view: ChartView;
  readonly axis: TimeAxis;
  readonly changes: readonly ChangeMark[];
  /** Of the whole row, with the gutters. */
  readonly width: number;
}

/** Of a change whose label has less room only the tick is drawn; its title has the words. */
const shortestLabel = 72;
const spokenChanges = 12;

/** The one time axis under all charts: the time of the run at the right edge, ticks before it, and what was changed when. */
export function AxisRow({ live, view, axis, changes, width }: AxisRowProps) {
  const zoom = useStore(view, (state) => state.zoom);
  const windowMs = useStore(view, (state) => state.windowMs);
  return (
    <div className="chart-axis" style={{ paddingLeft: scaleWidth, paddingRight: labelsWidth }}>
      <div className="chart-axis-scale" data-zoomed={zoom !== undefined} aria-hidden="true">
        {axisTicks({ zoom, windowMs }).map(({ share, label }) => (
          <span key={share} className="chart-axis-tick" style={{ left: `${share * 100}%` }}>
            {label}
          </span>
        ))}
        <ChangeLabels live={live} view={view} changes={changes} width={Math.max(0, width - scaleWidth - labelsWidth)} />
        <NewestTime live={live} view={view} axis={axis} />
      </div>
      <WindowChoice view={view} />
      <SpokenChanges changes={changes} />
    </div>
  );
}

/** The newest changes in words, for those who do not see the axis. */
function SpokenChanges({ changes }: Pick<AxisRowProps, 'changes'>) {
  return (
    <ol className="for-screen-readers" aria-label="Changes while it ran">
      {changes.slice(-spokenChanges).map((change) => (
        <li key={`${change.atMs} ${change.path}`}>{`${formatRunTime(change.atMs)} ${changeLabel(change)}`}</li>
      ))}
    </ol>
  );
}

/** The time at the right edge, and the time at the cursor, written by the loop. */
function NewestTime({ live, view, axis }: Pick<AxisRowProps, 'live' | 'view' | 'axis'>) {
  const newest = useRef<HTMLSpanElement>(null);
  const pointed = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      live.loop.register((nowMs) => {
        const range = axis.range(nowMs);
        const { cursor } = view.getState();
        if (newest.current) newest.current.textContent = formatRunTime(range.toMs);
        if (!pointed.current) return;
        pointed.current.parentElement?.toggleAttribute('data-pointed', cursor !== undefined);
        pointed.current.hidden = cursor === undefined;
        if (cursor === undefined) return;
        pointed.current.style.left = `${cursor * 100}%`;
        const atMs = timeAt(range, cursor);
        pointed.current.textContent = atMs < 0 ? 'before the run' : formatRunTime(atMs);
      }),
    [live, view, axis],
  );
  return (
    <>
      <span ref={newest} className="chart-axis-newest" />
      <span ref={pointed} className="chart-axis-pointed" hidden />
    </>
  );
}

function ChangeLabels({ live, view, changes, width }: Pick<AxisRowProps, 'live' | 'view' | 'changes' | 'width'>) {
  const layer = useRef<HTMLDivElement>(null);
  const anchored = useAnchoredRange(
    live,
    view,
    width,
    useCallback(() => layer.current, []),
  );
  const shown = anchored ? changes.filter(({ atMs }) => isWithin(atMs, anchored.rendered)) : [];
  return (
    <div ref={layer} className="chart-axis-changes">
      {shown.map((change, at) => {
        const x = anchored ? (change.atMs - anchored.anchorMs) / anchored.msPerPixel : 0;
        const next = shown[at + 1];
        const room = anchored && next ? (next.atMs - change.atMs) / anchored.msPerPixel : Number.POSITIVE_INFINITY;
        return (
          <span
            key={`${change.atMs} ${change.path}`}
            className="chart-axis-change"
            title={changeTitle(change)}
            style={{ left: x, maxWidth: Math.max(8, Math.min(260, room)) }}
          >
            {room < shortestLabel ? '' : changeLabel(change)}
          </span>
        );
      })}
    </div>
  );
}

function WindowChoice({ view }: Pick<AxisRowProps, 'view'>) {
  const zoom = useStore(view, (state) => state.zoom);
  const windowMs = useStore(view, (state) => state.windowMs);
  const { setWindow, unzoom } = view.getState();
  return (
    <fieldset className="chart-windows" style={{ width: labelsWidth }}>
      <legend className="for-screen-readers">Time shown</legend>
      {chartWindows.map((choice) => (
        <button
          key={choice.windowMs}
          type="button"
          className="chart-window"
          aria-pressed={zoom === undefined && windowMs === choice.windowMs}
          onClick={() => setWindow(choice.windowMs)}
        >
          {choice.label}
        </button>
      ))}
      {zoom === undefined ? null : (
        <button
          type="button"
          className="chart-window chart-window-back"
          onClick={unzoom}
          title="Escape, or a double click"
        >
          back to now
        </button>
      )}
    </fieldset>
  );
}

const isWithin = (atMs: number, { fromMs, toMs }: TimeRange) => atMs >= fromMs && atMs <= toMs;
