import type { Certainty } from '../../../shared/report/finding.ts';
import type { FlowField } from '../../../shared/telemetry/fields.ts';
import { countFormat, durationFormat, type NumberFormat, rateFormat, shareFormat } from '../../live/format.ts';
import type { HistoryField } from '../../live/history/history.ts';

/** `line` through the values; `layer` stands on the layers before it; `proven` and `estimated` are the losses by time of sending. */
type SeriesDrawing =
  | { readonly kind: 'line'; readonly field: HistoryField }
  | { readonly kind: 'layer'; readonly field: HistoryField }
  | { readonly kind: 'losses'; readonly part: 'proven' | 'estimated' };

export interface SeriesSpec {
  /** Names the CSS class that gives colour and dashes. */
  readonly id: string;
  readonly label: string;
  readonly drawing: SeriesDrawing;
  readonly certainty: Certainty;
  /** How wrong it can be, up or down, in the newest frame. */
  readonly error?: FlowField;
  /** The id of a pattern in chart-patterns.tsx. */
  readonly pattern?: string;
}

export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  readonly format: NumberFormat;
  /** For the scale, where the title already says the unit. */
  readonly tickFormat?: NumberFormat;
  /** Share of the height. */
  readonly weight: number;
  /** The scale never ends below this. */
  readonly lowestTop: number;
  readonly fixedTop?: boolean;
  /** At most five, in the order of their labels from above; layers stack up from the last one. */
  readonly series: readonly SeriesSpec[];
  /** Drawn over the layers and named by the chart's title. */
  readonly outline?: HistoryField;
}

const line = (id: string, label: string, field: HistoryField, certainty: Certainty): SeriesSpec => ({
  id,
  label,
  drawing: { kind: 'line', field },
  certainty,
});

const layer = (id: string, label: string, field: HistoryField, certainty: Certainty): SeriesSpec => ({
  id,
  label,
  drawing: { kind: 'layer', field },
  certainty,
  pattern: id,
});

export const chartSpecs: readonly ChartSpec[] = [
  {
    id: 'depth',
    title: 'Messages waiting',
    format: countFormat,
    weight: 3.2,
    lowestTop: 10,
    outline: 'queued',
    series: [
      { ...line('capacity', 'capacity', 'capacity', 'estimated'), error: 'capacityError' },
      { ...layer('send-queue', 'send queue', 'sendQueue', 'estimated'), error: 'sendQueueError' },
      layer('kernel-send', 'kernel send', 'kernelSend', 'measured'),
      layer('kernel-receive', 'kernel receive', 'kernelReceive', 'measured'),
      { ...layer('receive-queue', 'receive queue', 'receiveQueue', 'estimated'), error: 'receiveQueueError' },
    ],
  },
  {
    id: 'rates',
    title: 'Messages per second',
    format: rateFormat,
    tickFormat: countFormat,
    weight: 2.7,
    lowestTop: 10,
    series: [
      line('sent', 'sent', 'sentPerSecond', 'measured'),
      line('delivered', 'delivered', 'deliveredPerSecond', 'measured'),
      {
        id: 'lost-estimated',
        label: 'lost, unproven',
        drawing: { kind: 'losses', part: 'estimated' },
        certainty: 'estimated',
        pattern: 'lost-estimated',
      },
      { id: 'lost-proven', label: 'lost, proven', drawing: { kind: 'losses', part: 'proven' }, certainty: 'inferred' },
    ],
  },
  {
    id: 'latency',
    title: 'Latency',
    format: durationFormat,
    weight: 1.9,
    lowestTop: 1,
    series: [line('p99', 'p99', 'latencyP99Ms', 'measured'), line('p50', 'p50', 'latencyP50Ms', 'measured')],
  },
  {
    id: 'blocked',
    title: 'Sender blocked',
    format: shareFormat,
    weight: 1.5,
    lowestTop: 1,
    fixedTop: true,
    series: [line('blocked', 'blocked', 'blockedShare', 'measured')],
  },
];
