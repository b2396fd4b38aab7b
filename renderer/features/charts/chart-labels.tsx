import { memo, type RefObject } from 'react';
import type { FrameView } from '../../../shared/frame/frame.ts';
import type { NumberFormat } from '../../live/format.ts';
import type { LiveHistory } from '../../live/history/history.ts';
import { patternFill } from './chart-patterns.tsx';
import type { ChartSpec, SeriesSpec } from './chart-specs.ts';
import { seriesValue, valueText } from './series-value.ts';

/** What the loop writes to: a figure and a leader line per series, and the figure beside the title. */
export interface LiveLabels {
  readonly values: (HTMLElement | null)[];
  readonly leaders: (SVGPathElement | null)[];
  total: HTMLElement | null;
  summary: HTMLElement | null;
}

interface ChartLabelsProps {
  readonly spec: ChartSpec;
  readonly height: number;
  readonly labels: RefObject<LiveLabels>;
}

const leaderWidth = 16;

/** A line of text, closer together where the chart is low; a little room above and below keeps the labels of two charts apart. */
const rowHeightOf = (height: number, rows: number) => Math.min(16, Math.floor((height - 8) / rows));
const rowTop = (height: number, rows: number, row: number) => height / 2 + (row - rows / 2) * rowHeightOf(height, rows);

/** The names of the lines with their figures, at the right edge: each in a place of its own, tied to its line by a leader. */
export const ChartLabels = memo(function ChartLabels({ spec, height, labels }: ChartLabelsProps) {
  const rows = spec.series.length;
  return (
    <div className="chart-labels" aria-hidden="true">
      <svg className="chart-leaders" width={leaderWidth} height={height} aria-hidden="true">
        {spec.series.map(({ id }, at) => (
          <path
            key={id}
            ref={(path) => {
              labels.current.leaders[at] = path;
            }}
          />
        ))}
      </svg>
      {spec.series.map((series, at) => (
        <div
          key={series.id}
          className="chart-label"
          style={{ top: rowTop(height, rows, at), height: rowHeightOf(height, rows) }}
        >
          <Swatch series={series} />
          <span className="chart-label-name">{series.label}</span>
          <span
            className={`chart-label-value chart-label-${series.certainty}`}
            ref={(value) => {
              labels.current.values[at] = value;
            }}
          />
        </div>
      ))}
    </div>
  );
});

function Swatch({ series: { id, drawing, pattern } }: { readonly series: SeriesSpec }) {
  return (
    <svg className="chart-swatch" width="16" height="9" aria-hidden="true">
      {drawing.kind === 'line' ? (
        <path className={`chart-line chart-series-${id}`} d="M0 4.5H16" />
      ) : (
        <rect
          className={`chart-${drawing.kind} chart-series-${id}`}
          width="16"
          height="9"
          {...(pattern === undefined ? {} : { fill: patternFill(pattern) })}
        />
      )}
    </svg>
  );
}

interface LabelMoment {
  readonly history: LiveHistory;
  readonly flow: number;
  readonly atMs: number;
  /** At the cursor all digits are shown. */
  readonly exact: boolean;
  /** The frame of that moment, where it is the newest one: it knows the errors of the estimates. */
  readonly frame?: FrameView | undefined;
}

/** The figures of one moment; a text that stays is not written again. */
export function writeLabels(spec: ChartSpec, labels: LiveLabels, moment: LabelMoment): void {
  for (const [at, series] of spec.series.entries()) {
    const element = labels.values[at];
    if (element)
      write(element, seriesText(moment, series, spec.format, moment.exact) + errorText(moment, series, spec.format));
  }
  if (labels.total && spec.outline) write(labels.total, totalText(spec, spec.outline, moment));
}

/** One sentence with all exact values, for those who hear the chart. */
export function summaryText(spec: ChartSpec, moment: LabelMoment): string {
  const parts = spec.series.map(
    (series) =>
      `${series.label} ${spoken(seriesText(moment, series, spec.format, true), series.certainty)}${errorText(moment, series, spec.format)}`,
  );
  const total = spec.outline && totalText(spec, spec.outline, { ...moment, exact: true });
  return `${spec.title}${total ? ` ${spoken(total, 'estimated')}` : ''}: ${parts.join(', ')}.`;
}

/** A leader for each series whose value is known, from its line's end to its label. */
export function writeLeaders(
  spec: ChartSpec,
  labels: LiveLabels,
  height: number,
  { history, flow, atMs }: LabelMoment,
  yOf: (value: number) => number,
): void {
  let below = 0;
  for (let at = spec.series.length - 1; at >= 0; at -= 1) {
    const series = spec.series[at];
    const leader = labels.leaders[at];
    if (!series || !leader) continue;
    const value = seriesValue(history, series, flow, atMs)?.max ?? Number.NaN;
    const stands = series.drawing.kind !== 'line';
    const y = yOf(stands ? below + value / 2 : value);
    if (stands && Number.isFinite(value)) below += value;
    const labelY = rowTop(height, spec.series.length, at + 0.5);
    const isDrawn = Number.isFinite(y) && (!stands || value > 0);
    writeAttribute(leader, 'd', isDrawn ? `M2 ${Math.round(y)}L${leaderWidth - 2} ${Math.round(labelY)}` : '');
  }
}

function totalText(
  spec: ChartSpec,
  outline: NonNullable<ChartSpec['outline']>,
  { history, flow, atMs, exact }: LabelMoment,
): string {
  return valueText(history.at(flow, outline, atMs), { certainty: 'estimated' }, spec.format, exact);
}

function seriesText(
  { history, flow, atMs }: LabelMoment,
  series: SeriesSpec,
  format: NumberFormat,
  exact: boolean,
): string {
  return valueText(seriesValue(history, series, flow, atMs), series, format, exact);
}

function errorText({ frame, flow }: LabelMoment, { error }: SeriesSpec, format: NumberFormat): string {
  const size = frame && error ? frame.flow(flow, error) : Number.NaN;
  return size > 0 && Number.isFinite(size) ? ` \u00b1${format.glance(size)}` : '';
}

const spoken = (text: string, certainty: SeriesSpec['certainty']) =>
  text === '\u2013' ? 'unknown' : `${text.replace('~', '')}${certainty === 'measured' ? '' : ` (${certainty})`}`;

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function writeAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
