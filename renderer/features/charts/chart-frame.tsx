import { memo, type RefObject, useEffect, useId } from 'react';
import { CartesianGrid, Line, LineChart, type PlotArea, usePlotArea, XAxis, YAxis } from 'recharts';
import { patternFill } from './chart-patterns.tsx';
import type { ChartSpec } from './chart-specs.ts';
import { labelsWidth, scaleWidth } from './time-axis.ts';

/** What the loop writes to: one group that moves with time, and in it a path per series, the outline and the change marks. */
export interface LivePaths {
  /** Where recharts put the plot area; undefined until it was laid out. */
  plot: PlotArea | undefined;
  moving: SVGGElement | null;
  readonly series: (SVGPathElement | null)[];
  outline: SVGPathElement | null;
  changes: SVGPathElement | null;
}

interface ChartFrameProps {
  readonly spec: ChartSpec;
  readonly width: number;
  readonly height: number;
  readonly top: number;
  /** Where the upright lines stand, as shares of the width; the same value as long as they stay. */
  readonly gridShares: readonly number[];
  readonly paths: RefObject<LivePaths>;
}

/** The values stand in the paths that the loop writes; recharts needs two points to have axes, and these never change. */
const twoPoints = [
  { share: 0, value: 0 },
  { share: 1, value: 0 },
];
const margin = { top: 6, right: labelsWidth, bottom: 6, left: 0 };
const wholeWidth: [number, number] = [0, 1];

/** Axes and grid by recharts, rendered again only when size or scale change. */
export const ChartFrame = memo(function ChartFrame({ spec, width, height, top, gridShares, paths }: ChartFrameProps) {
  return (
    <LineChart width={width} height={height} data={twoPoints} margin={margin} accessibilityLayer={false} tabIndex={-1}>
      <CartesianGrid stroke="var(--line)" vertical horizontal />
      <XAxis dataKey="share" type="number" domain={wholeWidth} ticks={[...gridShares]} hide allowDataOverflow />
      <YAxis
        width={scaleWidth}
        domain={[0, top]}
        ticks={height < 44 ? [0, top] : [0, top / 2, top]}
        tickFormatter={(spec.tickFormat ?? spec.format).glance}
        axisLine={false}
        tickLine={false}
        interval={0}
        allowDataOverflow
      />
      <Line dataKey="value" stroke="none" dot={false} activeDot={false} isAnimationActive={false} />
      <LivePlot spec={spec} paths={paths} />
    </LineChart>
  );
});

function LivePlot({ spec, paths }: Pick<ChartFrameProps, 'spec' | 'paths'>) {
  const plot = usePlotArea();
  const clip = useId();
  useEffect(() => {
    paths.current.plot = plot;
  }, [paths, plot]);
  if (plot === undefined) return null;
  return (
    <g>
      <clipPath id={clip}>
        <rect x={plot.x} y={plot.y} width={plot.width} height={plot.height} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        <g
          ref={(group) => {
            paths.current.moving = group;
          }}
        >
          <path
            className="chart-changes"
            ref={(path) => {
              paths.current.changes = path;
            }}
          />
          {spec.series.map(({ id, pattern, drawing }, at) => (
            <path
              key={id}
              className={`chart-${drawing.kind} chart-series-${id}`}
              {...(pattern === undefined ? {} : { fill: patternFill(pattern) })}
              ref={(path) => {
                paths.current.series[at] = path;
              }}
            />
          ))}
          <path
            className="chart-line chart-outline"
            ref={(path) => {
              paths.current.outline = path;
            }}
          />
        </g>
      </g>
    </g>
  );
}
