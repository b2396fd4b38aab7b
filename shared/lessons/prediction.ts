import { type QuantityUnit, writeQuantity } from './figure.ts';

/** What a learner answers before the run: a number, or the id of a choice. */
export type PredictionValue = number | string;

export type Prediction = SliderPrediction | ChoicePrediction;

export interface SliderPrediction {
  readonly kind: 'slider';
  readonly label: string;
  readonly unit: QuantityUnit;
  readonly min: number;
  readonly max: number;
  /** On a `log` scale `min` is above 0. */
  readonly scale: 'linear' | 'log';
  readonly close: Tolerance;
}

/** A guess is close when it is off by no more than the larger of the two. */
interface Tolerance {
  /** Share of the answer. */
  readonly share: number;
  /** In the slider's unit. */
  readonly amount: number;
}

export interface ChoicePrediction {
  readonly kind: 'choice';
  readonly label: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
}

export type Closeness = 'right' | 'close' | 'off';

/** How a guess compares with what happened. A slider is right within a tenth of what counts as close. */
export const judgePrediction = (prediction: Prediction, guess: PredictionValue, answer: PredictionValue): Closeness => {
  if (prediction.kind === 'choice') return guess === answer ? 'right' : 'off';
  const off = Math.abs(Number(guess) - Number(answer));
  const allowed = Math.max(prediction.close.amount, Math.abs(Number(answer)) * prediction.close.share);
  if (off <= allowed / 10) return 'right';
  return off <= allowed ? 'close' : 'off';
};

/** A guess or an answer as words. */
export const writePrediction = (prediction: Prediction, value: PredictionValue): string =>
  prediction.kind === 'choice'
    ? (prediction.choices.find(({ id }) => id === value)?.label ?? String(value))
    : writeQuantity(Number(value), prediction.unit);

/** "You said 2.5 s; it was 1.1 s." and how good that was. */
export const compareInWords = (prediction: Prediction, guess: PredictionValue, answer: PredictionValue): string => {
  const [said, was] = [writePrediction(prediction, guess), writePrediction(prediction, answer)];
  switch (judgePrediction(prediction, guess, answer)) {
    case 'right':
      return `You said ${quoted(prediction, said)}, and so it was.`;
    case 'close':
      return `You said ${said}; it was ${was}. That is close.`;
    case 'off':
      return `You said ${quoted(prediction, said)}; it was ${quoted(prediction, was)}.`;
  }
};

const quoted = (prediction: Prediction, text: string): string =>
  prediction.kind === 'choice' ? `\u201c${text}\u201d` : text;

/** Where a value stands on the slider, 0 to 1; what is beyond its ends stands at them. */
export const shareOnScale = ({ min, max, scale }: SliderPrediction, value: number): number => {
  const at = (place: number): number => (scale === 'log' ? Math.log(Math.max(place, min)) : place);
  return Math.min(1, Math.max(0, (at(value) - at(min)) / (at(max) - at(min))));
};

/** The value at a place of the slider, rounded to two digits that can be said aloud. */
export const valueAtShare = ({ min, max, scale }: SliderPrediction, share: number): number => {
  const exact = scale === 'log' ? min * (max / min) ** share : min + (max - min) * share;
  return share <= 0 ? min : share >= 1 ? max : Number(exact.toPrecision(2));
};
