import { useId } from 'react';
import {
  type ChoicePrediction,
  type Prediction,
  type PredictionValue,
  type SliderPrediction,
  shareOnScale,
  valueAtShare,
  writePrediction,
} from '../../../shared/lessons/prediction.ts';

interface PredictionInputProps {
  readonly prediction: Prediction;
  readonly guess: PredictionValue | undefined;
  readonly onGuess: (value: PredictionValue) => void;
  /** The id of the lesson that asks. */
  readonly asks: string;
  /** Too late: the run has been. */
  readonly closed: boolean;
}

/** Asks the learner before the run; a guess is only what they chose themselves, never where the thumb happens to stand. */
export function PredictionInput({ prediction, ...rest }: PredictionInputProps) {
  return prediction.kind === 'slider' ? (
    <GuessSlider prediction={prediction} {...rest} />
  ) : (
    <GuessChoices prediction={prediction} {...rest} />
  );
}

/** Places of the thumb; enough for any pixel, few enough for the arrow keys. */
const places = 200;

function GuessSlider({
  prediction,
  guess,
  onGuess,
  asks,
  closed,
}: PredictionInputProps & { readonly prediction: SliderPrediction }) {
  const id = useId();
  const share = guess === undefined ? 0.5 : shareOnScale(prediction, Number(guess));
  const text =
    guess === undefined ? (closed ? 'Not predicted' : 'Move the slider') : writePrediction(prediction, guess);
  return (
    <div className="guess" data-guessed={guess !== undefined} data-asks={asks}>
      <label htmlFor={id}>{prediction.label}</label>
      <output className="guess-value figure" htmlFor={id}>
        {text}
      </output>
      <input
        id={id}
        type="range"
        min={0}
        max={places}
        value={Math.round(share * places)}
        aria-valuetext={text}
        disabled={closed}
        onChange={(event) => onGuess(valueAtShare(prediction, Number(event.currentTarget.value) / places))}
      />
      <div className="guess-ends figure" aria-hidden="true">
        <span>{writePrediction(prediction, prediction.min)}</span>
        <span>{writePrediction(prediction, prediction.max)}</span>
      </div>
    </div>
  );
}

function GuessChoices({
  prediction,
  guess,
  onGuess,
  asks,
  closed,
}: PredictionInputProps & { readonly prediction: ChoicePrediction }) {
  const name = useId();
  return (
    <fieldset className="guess-choices" disabled={closed} data-asks={asks}>
      <legend>{prediction.label}</legend>
      {prediction.choices.map(({ id, label }, at) => (
        <label key={id} className="choice">
          <input type="radio" name={name} checked={guess === id} onChange={() => onGuess(id)} />
          <span className="choice-number" aria-hidden="true">
            {at + 1}
          </span>
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The guess moved by keys: a slider in steps of a fortieth, choices one by one. */
export function nudged(prediction: Prediction, guess: PredictionValue | undefined, by: 1 | -1): PredictionValue {
  if (prediction.kind === 'slider') {
    const share = guess === undefined ? 0.5 : shareOnScale(prediction, Number(guess)) + by / 40;
    return valueAtShare(prediction, Math.min(1, Math.max(0, share)));
  }
  const { choices } = prediction;
  const at = choices.findIndex(({ id }) => id === guess);
  // Up is towards the first choice; with nothing chosen, either key begins at the first.
  const next = at < 0 ? 0 : Math.min(choices.length - 1, Math.max(0, at - by));
  return choices[next]?.id ?? '';
}
