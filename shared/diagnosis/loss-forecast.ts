import type { FlowFigures } from '../telemetry/fields.ts';
import type { FlowTrend } from './flow-history.ts';
import { type Comparison, comparePrediction, timeUntilFull } from './predict.ts';

/** When a queue was foretold to be full, and when it was: both in milliseconds after the forecast was made. */
export interface ForecastOutcome extends Comparison {
  readonly madeMs: number;
}

/** Foretells once, early in each filling, when a flow will be full, and notes when its first loss then came. */
export interface LossForecast {
  add(atMs: number, figures: Readonly<FlowFigures>, trend: FlowTrend): void;
  readonly outcome: ForecastOutcome | undefined;
}

export function createLossForecast(): LossForecast {
  let made:
    | {
        readonly atMs: number;
        readonly predicted: NonNullable<ReturnType<typeof timeUntilFull>>;
        readonly lost: number;
      }
    | undefined;
  let outcome: ForecastOutcome | undefined;
  return {
    get outcome() {
      return outcome;
    },
    add(atMs, figures, trend) {
      if (made !== undefined && trend.lost > made.lost) {
        outcome ??= { ...comparePrediction(made.predicted, atMs - made.atMs), madeMs: made.atMs };
        made = undefined;
      } else if (made !== undefined && trend.falling) {
        made = undefined;
      } else if (made === undefined && outcome === undefined && trend.rising && trend.lossRate === 0) {
        const predicted = timeUntilFull({ ...figures, sentPerSecond: trend.inRate, deliveredPerSecond: trend.outRate });
        made = predicted === undefined ? undefined : { atMs, predicted, lost: trend.lost };
      }
    },
  };
}
