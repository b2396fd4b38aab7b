import { Check } from 'lucide-react';
import {
  type Prediction,
  type PredictionValue,
  shareOnScale,
  writePrediction,
} from '../../../shared/lessons/prediction.ts';

interface PredictionPictureProps {
  readonly prediction: Prediction;
  readonly guess: PredictionValue | undefined;
  readonly answer: PredictionValue;
}

/** The prediction beside what happened. The sentence above it says the same, so the picture is for eyes only. */
export function PredictionPicture({ prediction, guess, answer }: PredictionPictureProps) {
  if (prediction.kind === 'choice')
    return (
      <ul className="verdict-choices" aria-hidden="true">
        {prediction.choices.map(({ id, label }) => (
          <li key={id} data-answer={id === answer} data-guess={id === guess}>
            <span className="verdict-mark">{id === answer && <Check />}</span>
            <span>{label}</span>
            {id === guess && <span className="verdict-you">you</span>}
          </li>
        ))}
      </ul>
    );
  const at = (value: PredictionValue): string => `${100 * shareOnScale(prediction, Number(value))}%`;
  return (
    <div className="verdict-scale" aria-hidden="true">
      {guess !== undefined && (
        <>
          <Flag kind="guess" left={at(guess)} words="you" value={writePrediction(prediction, guess)} />
          <span className="verdict-between" style={between(at(guess), at(answer))} />
        </>
      )}
      <span className="verdict-line" />
      <Flag kind="answer" left={at(answer)} words="it was" value={writePrediction(prediction, answer)} />
      <span className="verdict-end figure">{writePrediction(prediction, prediction.min)}</span>
      <span className="verdict-end verdict-end-last figure">{writePrediction(prediction, prediction.max)}</span>
    </div>
  );
}

interface FlagProps {
  readonly kind: 'guess' | 'answer';
  readonly left: string;
  readonly words: string;
  readonly value: string;
}

/** A label leans inwards at the ends of the scale, so that it is never cut off. */
function Flag({ kind, left, words, value }: FlagProps) {
  const place = Number.parseFloat(left);
  const lean = place < 20 ? 'start' : place > 80 ? 'end' : 'middle';
  return (
    <span className="verdict-flag" data-kind={kind} data-lean={lean} style={{ left }}>
      <span className="verdict-words">
        {words} <b className="figure">{value}</b>
      </span>
    </span>
  );
}

const between = (one: string, other: string) => {
  const [from, to] = [Number.parseFloat(one), Number.parseFloat(other)].sort((a, b) => a - b) as [number, number];
  return { left: `${from}%`, width: `${to - from}%` };
};
