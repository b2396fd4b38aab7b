import type { NumberFormat } from '../../live/format.ts';
import type { LiveHistory, PastValue } from '../../live/history/history.ts';
import type { SeriesSpec } from './chart-specs.ts';
import { scanLossRate } from './loss-rate.ts';

/** What a series was at a moment; undefined where nothing is known. */
export function seriesValue(
  history: LiveHistory,
  { drawing }: SeriesSpec,
  flow: number,
  atMs: number,
): PastValue | undefined {
  if (drawing.kind !== 'losses') return history.at(flow, drawing.field, atMs);
  if (!Number.isFinite(history.newestMs)) return undefined;
  let value: PastValue | undefined;
  scanLossRate(history, flow, atMs, atMs, (_atMs, proven, estimated) => {
    const rate = drawing.part === 'proven' ? proven : estimated;
    value = { min: rate, max: rate };
  });
  return value;
}

/** As text: a tilde for an estimate, the range of its bin where the tick itself is no longer held. */
export function valueText(
  value: PastValue | undefined,
  { certainty }: Pick<SeriesSpec, 'certainty'>,
  format: NumberFormat,
  exact: boolean,
): string {
  const { min, max } = value ?? { min: Number.NaN, max: Number.NaN };
  const sign = certainty === 'estimated' && Number.isFinite(max) ? '~' : '';
  if (min !== max && !Number.isNaN(max)) return `${sign}${format.glance(min)}\u2013${format.glance(max)}`;
  return sign + (exact ? format.exact(max) : format.glance(max));
}
