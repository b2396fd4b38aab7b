import type { Knob } from './knobs.ts';

/** About so many stops has a slider; fewer when whole numbers lie close together. */
const finest = 240;

type Scale = Pick<Knob, 'min' | 'max' | 'whole' | 'zero'>;

export interface LogScale {
  /** The slider's last position; the first is 0. */
  readonly last: number;
  /** Values outside the range stand at its end, values between two stops at the nearer one. */
  positionOf(value: number): number;
  valueAt(position: number): number;
}

/**
 * A logarithmic slider whose stops are figures that people use: two digits, so that it never says 4,987.3. Zero has a stop
 * of its own beyond one of the ends.
 */
export function logScale(scale: Scale): LogScale {
  const stops = stopsOf(scale);
  const offset = scale.zero?.end === 'left' ? 1 : 0;
  const zeroAt = scale.zero?.end === 'right' ? stops.length : 0;
  return {
    last: stops.length - (scale.zero === undefined ? 1 : 0),
    positionOf: (value) => (value <= 0 ? zeroAt : nearest(stops, value) + offset),
    valueAt: (position) =>
      position === zeroAt && scale.zero !== undefined ? 0 : (stops[position - offset] ?? scale.min),
  };
}

function stopsOf({ min, max, whole }: Scale): readonly number[] {
  const values = Array.from({ length: finest }, (_, at) => {
    const value = Number((min * (max / min) ** (at / (finest - 1))).toPrecision(2));
    return Math.min(max, Math.max(min, whole ? Math.round(value) : value));
  });
  return [...new Set([min, ...values, max])].sort((a, b) => a - b);
}

/** By ratio, as the slider's scale is. */
function nearest(stops: readonly number[], value: number): number {
  const distance = (stop: number): number => Math.abs(Math.log(stop / value));
  return stops.reduce((best, stop, at) => (distance(stop) < distance(stops[best] ?? stop) ? at : best), 0);
}

/** What somebody types: `5,000`, `5k`, `0.05`, `1M`, or the word for zero. undefined when it is no figure. */
export function readFigure(text: string, zeroWord: string | undefined): number | undefined {
  const trimmed = text.trim().toLowerCase().replaceAll(',', '').replaceAll(' ', '');
  if (trimmed === zeroWord) return 0;
  const match = /^(\d+\.?\d*|\.\d+)([km]?)$/.exec(trimmed);
  if (match === null) return undefined;
  const factor = match[2] === 'k' ? 1e3 : match[2] === 'm' ? 1e6 : 1;
  return Number(match[1]) * factor;
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });

export const writeFigure = (value: number, zeroWord: string | undefined): string =>
  value === 0 && zeroWord !== undefined ? zeroWord : grouped.format(value);
