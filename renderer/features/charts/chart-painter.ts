import type { LiveHistory } from '../../live/history/history.ts';
import type { ChartSpec, SeriesSpec } from './chart-specs.ts';
import type { TimeRange } from './chart-view.ts';
import { type Columns, collect, columnsFor, createColumns, highestIn, type Projection } from './columns.ts';
import { scanLossRate } from './loss-rate.ts';
import { bandPath, linePath, type ValueAxis } from './paths.ts';

interface PaintInput {
  readonly flow: number;
  readonly range: TimeRange;
  readonly projection: Projection;
}

/** Turns the history into the paths of one chart; its buffers are reused from picture to picture. */
export interface ChartPainter {
  /** Reads what is on the screen; returns the highest value, for the scale. */
  collect(input: PaintInput): number;
  /** A path per series in the spec's order, then the outline's. `x` counts from the anchor time. */
  paths(axis: ValueAxis): readonly string[];
}

/** A little more than is visible, so that lines run out of the picture rather than end at its edge. */
const marginPixels = 8;

export function createChartPainter(spec: ChartSpec, history: LiveHistory, widthPixels: number): ChartPainter {
  const capacity = columnsFor(widthPixels + 2 * marginPixels);
  const columns = spec.series.map(() => createColumns(capacity));
  const outline = spec.outline === undefined ? undefined : createColumns(capacity);
  const stack = createStack(capacity);

  const collectSeries = (series: SeriesSpec, into: Columns, { flow, range, projection }: PaintInput) => {
    const { drawing } = series;
    const margin = marginPixels * projection.msPerPixel;
    collect(into, projection, (visit) => {
      if (drawing.kind !== 'losses')
        history.scan(flow, drawing.field, range.fromMs - margin, range.toMs + margin, visit);
      else {
        scanLossRate(history, flow, range.fromMs - margin, range.toMs + margin, (atMs, proven, estimated) => {
          // The estimate stands on the proven losses, both counted from the bottom.
          const value = drawing.part === 'proven' ? proven : proven + estimated;
          visit(atMs, value, value);
        });
      }
    });
  };
  return {
    collect: (input) => {
      const { range, projection } = input;
      const fromX = (range.fromMs - projection.anchorMs) / projection.msPerPixel;
      const toX = (range.toMs - projection.anchorMs) / projection.msPerPixel;
      let highest = Number.NEGATIVE_INFINITY;
      for (const [at, series] of spec.series.entries()) {
        const into = columns[at];
        if (into === undefined) continue;
        collectSeries(series, into, input);
        if (series.drawing.kind !== 'layer') highest = Math.max(highest, highestIn(into, fromX, toX));
      }
      if (outline && spec.outline) {
        const margin = marginPixels * projection.msPerPixel;
        const field = spec.outline;
        collect(outline, projection, (visit) =>
          history.scan(input.flow, field, range.fromMs - margin, range.toMs + margin, visit),
        );
        highest = Math.max(highest, highestIn(outline, fromX, toX));
      }
      return highest;
    },
    paths: (axis) => {
      const paths: string[] = spec.series.map(() => '');
      stack.clear();
      // Layers stand on each other from the last to the first.
      for (let at = spec.series.length - 1; at >= 0; at -= 1) {
        const series = spec.series[at];
        const here = columns[at];
        if (series && here) paths[at] = pathOf(series, here, axis);
      }
      if (outline) paths.push(linePath(outline, axis));
      return paths;
    },
  };

  function pathOf({ drawing }: SeriesSpec, here: Columns, axis: ValueAxis): string {
    if (drawing.kind === 'line') return linePath(here, axis);
    stack.add(here, drawing.kind === 'layer');
    return bandPath(here.x, stack.floor, stack.ceiling, here.count, axis);
  }
}

/** Heights per column, growing layer by layer. Unknown layers add nothing. */
function createStack(capacity: number) {
  const floor = new Float64Array(capacity);
  const ceiling = new Float64Array(capacity);
  return {
    floor,
    ceiling,
    clear: () => {
      ceiling.fill(0);
    },
    /** `relative`: the layer's values are thicknesses; else they are heights from the bottom. */
    add: ({ count, low, high }: Columns, relative: boolean) => {
      floor.set(ceiling);
      for (let at = 0; at < count; at += 1) {
        const middle = ((low[at] ?? 0) + (high[at] ?? 0)) / 2;
        const below = floor[at] ?? 0;
        if (relative) ceiling[at] = below + (Number.isFinite(middle) ? middle : 0);
        else ceiling[at] = Math.max(below, Number.isFinite(middle) ? (high[at] ?? 0) : 0);
      }
    },
  };
}
