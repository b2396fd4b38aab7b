import { createStore, type StoreApi } from 'zustand/vanilla';

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How far back the charts reach at rest. */
export const chartWindows = [
  {
    windowMs: 30_000,
    label: '30 s',
    ticks: [-25, -20, -15, -10, -5].map((s) => ({ atMs: s * 1000, label: `${s} s` })),
  },
  {
    windowMs: 120_000,
    label: '2 min',
    ticks: [-100, -80, -60, -40, -20].map((s) => ({ atMs: s * 1000, label: `${s} s` })),
  },
  { windowMs: 600_000, label: '10 min', ticks: [-8, -6, -4, -2].map((m) => ({ atMs: m * 60_000, label: `${m} min` })) },
] as const;
type ChartWindowMs = (typeof chartWindows)[number]['windowMs'];

/** What part of the run the charts and the event strip show; one store for all of them. */
export interface ChartViewState {
  readonly windowMs: ChartWindowMs;
  /** A part of the run that was picked out; undefined = the newest `windowMs`, following the data. */
  readonly zoom: TimeRange | undefined;
  /** Where the cursor stands, as a share of the width: it keeps its place while the data moves on under it. */
  readonly cursor: number | undefined;
  setWindow(windowMs: ChartWindowMs): void;
  zoomTo(range: TimeRange): void;
  unzoom(): void;
  pointAt(cursor: number | undefined): void;
}

export type ChartView = StoreApi<ChartViewState>;

/** A shorter part would hold fewer than four ticks. */
const shortestZoomMs = 200;

export function createChartView(): ChartView {
  return createStore<ChartViewState>((set) => ({
    windowMs: 30_000,
    zoom: undefined,
    cursor: undefined,
    setWindow: (windowMs) => set({ windowMs, zoom: undefined }),
    zoomTo: (range) => set({ zoom: atLeast(shortestZoomMs, range), cursor: undefined }),
    unzoom: () => set({ zoom: undefined }),
    pointAt: (cursor) => set({ cursor: cursor === undefined ? undefined : Math.min(1, Math.max(0, cursor)) }),
  }));
}

/** The part of the run on the screen when the newest time shown is `newestMs`. */
export function visibleRange(
  { zoom, windowMs }: Pick<ChartViewState, 'zoom' | 'windowMs'>,
  newestMs: number,
): TimeRange {
  return zoom ?? { fromMs: newestMs - windowMs, toMs: newestMs };
}

/** In whole microseconds, so that a range that only moved has exactly the same length. */
export const spanOf = ({ fromMs, toMs }: TimeRange): number => Math.round((toMs - fromMs) * 1000) / 1000;

export const timeAt = ({ fromMs, toMs }: TimeRange, share: number): number => fromMs + (toMs - fromMs) * share;

/** Widened around its middle where it is too short, and never before the run began. */
function atLeast(lengthMs: number, { fromMs, toMs }: TimeRange): TimeRange {
  const first = Math.max(0, Math.min(fromMs, toMs));
  const last = Math.max(fromMs, toMs, 0);
  if (last - first >= lengthMs) return { fromMs: first, toMs: last };
  const middle = Math.max(lengthMs / 2, (first + last) / 2);
  return { fromMs: middle - lengthMs / 2, toMs: middle + lengthMs / 2 };
}
