import type { ChangeMark } from '../../../shared/telemetry/telemetry.ts';
import type { LiveHistory } from '../../live/history/history.ts';
import type { LivePaths } from './chart-frame.tsx';
import { createChartPainter } from './chart-painter.ts';
import type { ChartSpec } from './chart-specs.ts';
import { spanOf, type TimeRange } from './chart-view.ts';
import type { Projection } from './columns.ts';
import type { ValueScale } from './value-scale.ts';

/** Draws one chart into its paths, in the loop. */
export interface ChartDriver {
  /** Returns true when the paths were written anew, false when they were only moved or nothing was to do. */
  draw(nowMs: number, range: TimeRange, frameNumber: number): boolean;
  /** A frame was not drawn yet, since new pictures are made only so often. */
  isBehind(frameNumber: number): boolean;
  /** Where a value stands in the chart, in pixels from its upper edge. */
  yOf(value: number): number;
}

interface ChartDriverInput {
  readonly spec: ChartSpec;
  readonly history: LiveHistory;
  readonly flow: number;
  /** No narrower than the plot area. */
  readonly width: number;
  readonly scale: ValueScale;
  readonly paths: LivePaths;
  readonly changes: () => readonly ChangeMark[];
  readonly onTop: (top: number) => void;
}

interface Built {
  readonly projection: Projection;
  readonly atMs: number;
  readonly toMs: number;
  readonly frameNumber: number;
}

/** New data are worth a new picture this often, or when they fill half a pixel, whichever is later. */
const rebuildMs = 45;
/** The picture is painted a few pixels wider than the plot area; within them it is only moved. */
const spareColumns = 6;

export function createChartDriver({
  spec,
  history,
  flow,
  width,
  scale,
  paths,
  changes,
  onTop,
}: ChartDriverInput): ChartDriver {
  const painter = createChartPainter(spec, history, width);
  let built: Built | undefined;
  let movedTo = Number.NaN;

  const isStale = (now: Built) => {
    if (built === undefined || built.projection.msPerPixel !== now.projection.msPerPixel) return true;
    const movedColumns = Math.abs(now.toMs - built.toMs) / now.projection.msPerPixel;
    if (movedColumns > spareColumns) return true;
    const waitMs = Math.max(rebuildMs, Math.min(500, now.projection.msPerPixel / 2));
    return now.frameNumber !== built.frameNumber && now.atMs - built.atMs >= waitMs;
  };
  const build = (range: TimeRange, now: Built) => {
    const { plot } = paths;
    if (plot === undefined) return;
    built = now;
    const highest = painter.collect({ flow, range, projection: now.projection });
    if (scale.fit(highest, now.atMs)) onTop(scale.top);
    const axis = { top: scale.top, bottom: plot.y + plot.height, height: plot.height };
    const drawn = painter.paths(axis);
    for (const [at, path] of paths.series.entries()) path?.setAttribute('d', drawn[at] ?? '');
    paths.outline?.setAttribute('d', drawn[paths.series.length] ?? '');
    paths.changes?.setAttribute('d', changesPath(changes(), range, now.projection, plot.y, plot.height));
  };
  const move = (range: TimeRange, { anchorMs, msPerPixel }: Projection) => {
    const { plot, moving } = paths;
    if (plot === undefined || moving === null) return;
    // Half pixels move smoothly enough, and cost a fraction of moving in every frame.
    const x = Math.round((plot.x + plot.width - (range.toMs - anchorMs) / msPerPixel) * 2) / 2;
    if (x === movedTo) return;
    movedTo = x;
    moving.setAttribute('transform', `translate(${x} 0)`);
  };
  return {
    draw: (nowMs, range, frameNumber) => {
      if (paths.plot === undefined || paths.plot.width <= 0) return false;
      const msPerPixel = spanOf(range) / paths.plot.width;
      const now: Built = {
        projection: { anchorMs: range.toMs, msPerPixel },
        atMs: nowMs,
        toMs: range.toMs,
        frameNumber,
      };
      const stale = isStale(now);
      if (stale) build(range, now);
      if (built) move(range, built.projection);
      return stale;
    },
    isBehind: (frameNumber) => built !== undefined && built.frameNumber !== frameNumber,
    yOf: (value) => {
      const { plot } = paths;
      return plot === undefined ? Number.NaN : plot.y + plot.height * (1 - Math.min(1, value / scale.top));
    },
  };
}

function changesPath(
  changes: readonly ChangeMark[],
  { fromMs, toMs }: TimeRange,
  { anchorMs, msPerPixel }: Projection,
  y: number,
  height: number,
): string {
  let path = '';
  for (const { atMs } of changes) {
    if (atMs < fromMs || atMs > toMs) continue;
    path += `M${Math.round((atMs - anchorMs) / msPerPixel) + 0.5} ${y}v${height}`;
  }
  return path;
}
