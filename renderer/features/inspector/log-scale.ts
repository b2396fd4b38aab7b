import type { Knob } from './knobs.ts';

/** Positions of a slider: 0 to this, with one more step at the end where zero stands. */
export const steps = 240;

type Scale = Pick<Knob, 'min' | 'max' | 'whole' | 'zero'>;

/** Where a value stands on a logarithmic slider. Values outside the range stand at its end. */
export function positionOf(value: number, { min, max, zero }: Scale): number {
  if (value === 0) return zero.end === 'left' ? 0 : steps;
  const share = Math.log(Math.min(max, Math.max(min, value)) / min) / Math.log(max / min);
  const inner = Math.round(share * (steps - 1));
  return zero.end === 'left' ? inner + 1 : inner;
}

/** The value at a position, rounded to two digits, so that a slider never says 4,987.3. */
export function valueAtPosition(position: number, { min, max, whole, zero }: Scale): number {
  const atZero = zero.end === 'left' ? 0 : steps;
  if (position === atZero) return 0;
  const inner = zero.end === 'left' ? position - 1 : position;
  const value = Number((min * (max / min) ** (inner / (steps - 1))).toPrecision(2));
  const clamped = Math.min(max, Math.max(min, value));
  return whole ? Math.max(min, Math.round(clamped)) : clamped;
}

/** What somebody types: `5,000`, `5k`, `0.05`, `1M`, or the word for zero. undefined when it is no figure. */
export function readFigure(text: string, zeroWord: string): number | undefined {
  const trimmed = text.trim().toLowerCase().replaceAll(',', '').replaceAll(' ', '');
  if (trimmed === zeroWord) return 0;
  const match = /^(\d+\.?\d*|\.\d+)([km]?)$/.exec(trimmed);
  if (match === null) return undefined;
  const factor = match[2] === 'k' ? 1e3 : match[2] === 'm' ? 1e6 : 1;
  return Number(match[1]) * factor;
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });

export const writeFigure = (value: number, zeroWord: string): string =>
  value === 0 ? zeroWord : grouped.format(value);
