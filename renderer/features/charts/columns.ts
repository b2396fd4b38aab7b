import type { Visit } from '../../live/history/raw-ring.ts';

/**
 * A series reduced to the pixel columns of its chart: the lowest and the highest value per column. `x` is in pixels from the anchor
 * time; NaN values are unknown, a column with `x` NaN is a hole in time. Columns are tied to absolute time, not to the screen, so that
 * a moving line does not shimmer.
 */
export interface Columns {
  count: number;
  readonly x: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface Projection {
  readonly anchorMs: number;
  readonly msPerPixel: number;
}

export function createColumns(capacity: number): Columns {
  return { count: 0, x: new Float64Array(capacity), low: new Float64Array(capacity), high: new Float64Array(capacity) };
}

/** Enough for one point and one hole per pixel, with room at both edges. */
export const columnsFor = (widthPixels: number) => 2 * Math.ceil(widthPixels) + 64;

/** Fills `columns` with what `scan` visits. Series that are visited at the same times get the same columns. */
export function collect(columns: Columns, { anchorMs, msPerPixel }: Projection, scan: (visit: Visit) => void): void {
  const { x, low, high } = columns;
  let last = -1;
  let column = Number.NaN;
  scan((atMs, min, max) => {
    if (Number.isNaN(atMs)) {
      if (last + 1 < x.length) last = push(columns, last, Number.NaN, Number.NaN, Number.NaN);
      column = Number.NaN;
      return;
    }
    const here = Math.floor(atMs / msPerPixel);
    if (here !== column) {
      if (last + 1 < x.length) last = push(columns, last, (atMs - anchorMs) / msPerPixel, min, max);
      column = here;
      return;
    }
    x[last] = (atMs - anchorMs) / msPerPixel;
    if (!((low[last] ?? 0) <= min) && !Number.isNaN(min)) low[last] = min;
    if (!((high[last] ?? 0) >= max) && !Number.isNaN(max)) high[last] = max;
  });
  columns.count = last + 1;
}

/** The highest value between two places; -Infinity when nothing is known. */
export function highestIn({ count, x, high }: Columns, fromX: number, toX: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < count; at += 1) {
    const here = x[at] ?? Number.NaN;
    const value = high[at] ?? Number.NaN;
    if (here >= fromX && here <= toX && value > highest && Number.isFinite(value)) highest = value;
  }
  return highest;
}

function push({ x, low, high }: Columns, last: number, atX: number, min: number, max: number): number {
  const next = last + 1;
  x[next] = atX;
  low[next] = min;
  high[next] = max;
  return next;
}
