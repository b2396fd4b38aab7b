import { count, duration, figure } from '../diagnosis/figure-words.ts';
import type { Certainty } from '../report/finding.ts';

export type QuantityUnit = 'messages' | 'count' | 'ms' | 'percent' | 'per-second' | 'bytes';

/** One figure of a run. `value` is undefined where the run has none (no latency, because nothing arrived). */
export interface Figure {
  readonly label: string;
  readonly value: number | undefined;
  readonly unit: QuantityUnit;
  readonly certainty: Certainty;
}

export const measured = (label: string, value: number | undefined | null, unit: QuantityUnit): Figure => ({
  label,
  value: value ?? undefined,
  unit,
  certainty: 'measured',
});

export const estimated = (label: string, value: number | undefined, unit: QuantityUnit): Figure => ({
  ...measured(label, value, unit),
  certainty: 'estimated',
});

/** A figure with its unit, as it stands in a sentence or a table. */
export const writeQuantity = (value: number | undefined, unit: QuantityUnit): string => {
  if (value === undefined || Number.isNaN(value)) return 'none';
  switch (unit) {
    case 'messages':
      return count(value) === '1' ? '1 message' : `${count(value)} messages`;
    case 'count':
      return count(value);
    case 'ms':
      return duration(value);
    case 'percent':
      return `${figure(value)} %`;
    case 'per-second':
      return `${figure(value >= 100 ? Math.round(value) : value)}/s`;
    case 'bytes':
      return value >= 1e6
        ? `${figure(value / 1e6)} MB`
        : value >= 1e3
          ? `${figure(value / 1e3)} kB`
          : `${figure(value)} B`;
  }
};
