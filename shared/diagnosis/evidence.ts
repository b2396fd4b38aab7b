import type { Certainty, Evidence, Remedy } from '../report/finding.ts';
import type { OptionValue } from '../scenario/scenario.ts';

const fact =
  (certainty: Certainty) =>
  (sentence: string, value?: number, unit?: string): Evidence => ({
    sentence,
    certainty,
    ...(value === undefined || Number.isNaN(value) ? {} : { value, unit }),
  });

export const measured = fact('measured');
export const inferred = fact('inferred');
export const estimated = fact('estimated');

/** A change of the scenario that really helps. An empty `set` is advice that no single change can carry out. */
export function remedy(sentence: string, set: Readonly<Record<string, OptionValue>> = {}): Remedy {
  return { sentence, set };
}

/** A number that a person would type: two significant digits. */
export function round(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(2));
}
