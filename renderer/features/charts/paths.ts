import type { Columns } from './columns.ts';

/** From values to pixels within the plot area: 0 stands at `bottom`, `top` at `bottom - height`. */
export interface ValueAxis {
  readonly top: number;
  readonly bottom: number;
  readonly height: number;
}

/** A tenth of a pixel is enough, and keeps the text short. */
const tenth = (value: number) => Math.round(value * 10) / 10;

export function yOf(value: number, { top, bottom, height }: ValueAxis): number {
  // What does not fit just leaves the plot area; the scale follows at once.
  return tenth(bottom - (Math.min(value, top * 1.5) / top) * height);
}

/** The line through the columns; a vertical stroke where a column holds more than one value, a break at the unknown and at holes. */
export function linePath({ count, x, low, high }: Columns, axis: ValueAxis): string {
  let path = '';
  let before = Number.NaN;
  for (let at = 0; at < count; at += 1) {
    const from = low[at] ?? Number.NaN;
    const to = high[at] ?? Number.NaN;
    // Infinity (no limit) has no place on the scale.
    if (!Number.isFinite(from) || !Number.isFinite(to)) {
      before = Number.NaN;
      continue;
    }
    const here = tenth(x[at] ?? 0);
    const lowY = yOf(from, axis);
    const highY = yOf(to, axis);
    const near = Math.abs(before - highY) < Math.abs(before - lowY) ? highY : lowY;
    const far = near === lowY ? highY : lowY;
    // A point with holes on both sides is a stroke of length 0, drawn by its round ends.
    path += Number.isNaN(before) ? `M${here} ${near}h0` : `L${here} ${near}`;
    if (far !== near) path += `V${far}`;
    before = far;
  }
  return path;
}

/** One layer of a stack: between `floor` and `ceiling`, which hold a value per column; NaN in either is a hole. */
export function bandPath(
  x: Float64Array,
  floor: Float64Array,
  ceiling: Float64Array,
  count: number,
  axis: ValueAxis,
): string {
  let path = '';
  for (let at = 0; at < count; at += 1) {
    const start = at;
    while (at < count && isKnown(x, floor, ceiling, at)) at += 1;
    if (at - start > 1) path += bandPiece(x, floor, ceiling, start, at, axis);
  }
  return path;
}

function isKnown(x: Float64Array, floor: Float64Array, ceiling: Float64Array, at: number): boolean {
  return Number.isFinite((x[at] ?? Number.NaN) + (floor[at] ?? Number.NaN) + (ceiling[at] ?? Number.NaN));
}

function bandPiece(
  x: Float64Array,
  floor: Float64Array,
  ceiling: Float64Array,
  start: number,
  end: number,
  axis: ValueAxis,
): string {
  let there = '';
  let back = '';
  let thick = false;
  for (let at = start; at < end; at += 1) {
    const here = tenth(x[at] ?? 0);
    const upper = yOf(ceiling[at] ?? 0, axis);
    const lower = yOf(floor[at] ?? 0, axis);
    thick ||= upper !== lower;
    there += `${at === start ? 'M' : 'L'}${here} ${upper}`;
    back = `L${here} ${lower}${back}`;
  }
  return thick ? `${there}${back}Z` : '';
}
