import { useRef } from 'react';
import type { NumberFormat } from '../../../live/format.ts';
import { useSize } from '../../charts/use-size.ts';
import type { StripPoints } from './strip-history.ts';
import { highestSince, type StripFrame, stripPath, stripTop, stripWindow } from './strip-scale.ts';
import './strip.css';

export interface StripChart {
  readonly title: string;
  readonly format: NumberFormat;
  /** What is written behind each figure. */
  readonly unit?: string;
  /** The scale never ends below this; a share has 1. */
  readonly lowestTop: number;
  readonly fixed?: boolean;
  /** By the place in the history. */
  readonly lines: readonly { readonly series: number; readonly name: string }[];
}

interface StripViewProps {
  readonly label: string;
  readonly points: StripPoints;
  readonly charts: readonly StripChart[];
  readonly empty: string;
}

const scaleWidth = 64;
const labelWidth = 168;
const chartColumns = `${scaleWidth}px minmax(0, 1fr) ${labelWidth}px`;
const axisHeight = 20;
const padding = 8;

/** The last minutes of one connection: a few charts over one time axis, the newest at the right edge. */
export function StripView({ label, points, charts, empty }: StripViewProps) {
  const area = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(area);
  const toMs = points.atMs.at(-1) ?? 0;
  const windowMs = stripWindow(toMs - (points.atMs[0] ?? toMs));
  const plot = Math.max(0, width - scaleWidth - labelWidth);
  const each = Math.max(0, Math.floor((height - axisHeight) / charts.length));
  return (
    <section className="strip" aria-label={`Over time: ${label}`}>
      <div ref={area} className="strip-area">
        {points.atMs.length === 0 ? (
          <p className="strip-empty">{empty}</p>
        ) : (
          plot > 0 && (
            <>
              {charts.map((chart) => (
                <Chart
                  key={chart.title}
                  chart={chart}
                  points={points}
                  frame={{ fromMs: toMs - windowMs, toMs, width: plot, height: each - 2 * padding }}
                />
              ))}
              <Axis windowMs={windowMs} width={plot} />
            </>
          )
        )}
      </div>
    </section>
  );
}

interface ChartProps {
  readonly chart: StripChart;
  readonly points: StripPoints;
  readonly frame: Omit<StripFrame, 'top'>;
}

function Chart({ chart, points, frame }: ChartProps) {
  const { title, lines, lowestTop, fixed = false, format, unit = '' } = chart;
  const columns = lines.map(({ series }) => points.values[series]);
  const highest = highestSince(points.atMs, columns, frame.fromMs);
  const top = fixed ? lowestTop : stripTop(highest, lowestTop);
  const newest = columns.map((column) => column?.at(-1) ?? Number.NaN);
  const said = lines.map(({ name }, at) => `${name} ${format.glance(newest[at] ?? Number.NaN)}${unit}`).join(', ');
  return (
    <figure
      className="strip-chart"
      style={{ height: frame.height + 2 * padding, gridTemplateColumns: chartColumns }}
      aria-label={`${title}: ${said} now`}
    >
      <span className="strip-top figure" aria-hidden="true">
        {format.glance(top)}
      </span>
      <svg width={frame.width} height={frame.height + 2 * padding} aria-hidden="true">
        <g transform={`translate(0 ${padding})`}>
          <path className="strip-ground" d={`M0 ${frame.height}H${frame.width}M0 0H${frame.width}`} />
          {columns.map(
            (column, at) =>
              column !== undefined && (
                <path
                  key={lines[at]?.name}
                  className={`strip-line strip-line-${at}`}
                  d={stripPath(points.atMs, column, { ...frame, top })}
                />
              ),
          )}
        </g>
      </svg>
      <span className="strip-labels" aria-hidden="true">
        {lines.map(({ name }, at) => (
          <span key={name} className="strip-label">
            <svg className="strip-key" viewBox="0 0 18 8" aria-hidden="true">
              <path className={`strip-line strip-line-${at}`} d="M1 4h16" />
            </svg>
            <span className="strip-name">{name}</span>
            <span className="figure">
              {format.glance(newest[at] ?? Number.NaN)}
              {unit}
            </span>
          </span>
        ))}
      </span>
      <figcaption className="strip-title" aria-hidden="true">
        {title}
      </figcaption>
    </figure>
  );
}

function Axis({ windowMs, width }: { readonly windowMs: number; readonly width: number }) {
  const shares = [0, 1 / 3, 2 / 3, 1];
  return (
    <svg className="strip-axis" width={width} height={axisHeight} aria-hidden="true">
      {shares.map((share) => (
        <text key={share} x={share * width} y={14} textAnchor={share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}>
          {share === 1 ? 'now' : `${Math.round(((share - 1) * windowMs) / 1000)} s`}
        </text>
      ))}
    </svg>
  );
}
