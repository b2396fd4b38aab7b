import { formatRunTime } from '../../live/format.ts';
import { type ChartViewState, chartWindows, spanOf, type TimeRange, timeAt } from './chart-view.ts';

export interface AxisTick {
  /** Of the width. */
  readonly share: number;
  readonly label: string;
}

/** The right edge is not among them: the time itself stands there. */
const sixths = [1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6];
const wholeGrid = [0, 1];

/** At rest the ticks tell how long ago, and stand still; in a part that was picked out they tell the time of the run. */
export function axisTicks({ zoom, windowMs }: Pick<ChartViewState, 'zoom' | 'windowMs'>): readonly AxisTick[] {
  if (zoom) return sixths.map((share) => ({ share, label: zoomLabel(zoom, share) }));
  const window = chartWindows.find((choice) => choice.windowMs === windowMs) ?? chartWindows[0];
  return window.ticks.map(({ atMs, label }) => ({ share: 1 + atMs / windowMs, label }));
}

/** The upright lines of every chart: both edges, and one above each tick. */
export function gridOf(view: Pick<ChartViewState, 'zoom' | 'windowMs'>): readonly number[] {
  return [...wholeGrid, ...axisTicks(view).map(({ share }) => share)];
}

/** Tenths of a second, and thousandths where tenths would repeat. */
function zoomLabel(zoom: TimeRange, share: number): string {
  const atMs = timeAt(zoom, share);
  const time = formatRunTime(atMs);
  return spanOf(zoom) < 3_000 ? `${time}${String(Math.floor(atMs) % 100).padStart(2, '0')}` : time;
}
