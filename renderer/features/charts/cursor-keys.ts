import { type ChartView, spanOf, type TimeRange, timeAt } from './chart-view.ts';

/** A tick, or a two-hundredth of the width where that is more. */
function stepOf(range: TimeRange): number {
  return Math.max(50 / spanOf(range), 0.005);
}

/** What a key does to the cursor and the zoom; returns false when it means nothing here. */
export function pressCursorKey(view: ChartView, range: TimeRange, key: string, fast: boolean): boolean {
  const { cursor, zoom, pointAt, unzoom } = view.getState();
  const here = cursor ?? 1;
  const step = stepOf(range) * (fast ? 10 : 1);
  switch (key) {
    case 'ArrowLeft':
      pointAt(here - step);
      return true;
    case 'ArrowRight':
      pointAt(here + step);
      return true;
    case 'Home':
      pointAt(0);
      return true;
    case 'End':
      pointAt(1);
      return true;
    case '+':
    case '=':
      zoomBy(view, range, here, 0.5);
      return true;
    case '-':
      if (zoom) zoomBy(view, range, here, 2);
      return true;
    case 'Escape':
      if (cursor !== undefined) pointAt(undefined);
      else if (zoom) unzoom();
      else return false;
      return true;
    default:
      return false;
  }
}

/** Around the cursor, which keeps its place; out to the window and no further. */
function zoomBy(view: ChartView, range: TimeRange, cursor: number, factor: number): void {
  const { windowMs, zoomTo, unzoom, pointAt } = view.getState();
  const span = spanOf(range) * factor;
  if (span >= windowMs) {
    unzoom();
    return;
  }
  const fromMs = timeAt(range, cursor) - span * cursor;
  zoomTo({ fromMs, toMs: fromMs + span });
  pointAt(cursor);
}
