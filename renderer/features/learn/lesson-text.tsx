import { RotateCcw } from 'lucide-react';
import { compareInWords, writePrediction } from '../../../shared/lessons/prediction.ts';
import { useSession } from '../../session/window-model.ts';
import { ExperimentProblem } from './experiment-problem.tsx';
import { fileNameOf } from './learn-model.ts';
import type { LessonInHand } from './lesson-state.ts';
import { LiveFigures } from './live-figures.tsx';
import { PredictionInput } from './prediction-input.tsx';
import { PredictionPicture } from './prediction-picture.tsx';
import { ReferenceList } from './reference-list.tsx';
import { RunButton } from './run-button.tsx';
import { Comparison, RunFigures } from './run-figures.tsx';
import { RunProgress } from './run-progress.tsx';

/** What a step of a lesson says and asks. The same words at the desk and in front of a class. */
export function LessonText({ hand }: { readonly hand: LessonInHand }) {
  switch (hand.step) {
    case 'question':
      return <Question hand={hand} />;
    case 'predict':
      return <Predict hand={hand} />;
    case 'run':
      return <Run hand={hand} />;
    case 'reveal':
      return <Reveal hand={hand} />;
    case 'remedy':
      return <Remedy hand={hand} />;
    case 'why':
      return <Why hand={hand} />;
  }
}

interface StepProps {
  readonly hand: LessonInHand;
}

function Question({ hand: { lesson } }: StepProps) {
  return (
    <>
      <p className="learn-lead">{lesson.question}</p>
      <p className="learn-quiet">{lesson.scenario.description}</p>
    </>
  );
}

/** Once it has run there is nothing left to predict: what was said stands, until the lesson begins anew. */
function Predict({ hand: { lesson, guess, before, running, setGuess, beginAnew } }: StepProps) {
  return (
    <>
      <p className="learn-quiet">{lesson.question}</p>
      <PredictionInput
        prediction={lesson.prediction}
        guess={guess}
        onGuess={setGuess}
        asks={lesson.id}
        closed={before !== undefined}
      />
      {before !== undefined && (
        <>
          <p className="learn-quiet">It has run, so what you said stands.</p>
          <button type="button" className="button learn-anew" disabled={running} onClick={beginAnew}>
            <RotateCcw aria-hidden="true" />
            Begin anew
          </button>
        </>
      )}
    </>
  );
}

function Run({ hand }: StepProps) {
  const { lesson, guess, experiment, running, hasRun, outcome } = hand;
  return (
    <>
      <p className="learn-quiet run-setting">{lesson.scenario.description}</p>
      {guess !== undefined && (
        <p className="run-guess">
          You said <b>{writePrediction(lesson.prediction, guess)}</b>.
        </p>
      )}
      <RunButton
        subject={`lesson:${lesson.id}:`}
        again={hasRun}
        label={hasRun ? 'Run it again' : 'Run it'}
        run={() => hand.run('before')}
      />
      {running && experiment !== undefined && <RunProgress experiment={experiment} seconds={lesson.scenario.seconds} />}
      {experiment?.state === 'failed' && <ExperimentProblem experiment={experiment} />}
      {outcome !== undefined && experiment === undefined && (
        <p className="learn-quiet" role="status">
          {outcome.told ? 'The run has ended.' : outcome.why}
        </p>
      )}
      <FiguresOfWatched hand={hand} />
    </>
  );
}

function FiguresOfWatched({ hand: { lesson } }: StepProps) {
  const session = useSession();
  if (session?.source !== fileNameOf(lesson)) return undefined;
  const at = session.flows.findIndex(({ id }) => id === lesson.watch);
  return at < 0 ? undefined : <LiveFigures session={session} flow={at} />;
}

function Reveal({ hand: { lesson, guess, before, outcome } }: StepProps) {
  if (before === undefined || !outcome?.told) return <p className="learn-quiet">Run it first.</p>;
  const { prediction } = lesson;
  const { answer } = outcome;
  return (
    <>
      <p className="learn-lead" role="status">
        {guess === undefined
          ? `It was ${writePrediction(prediction, answer)}.`
          : compareInWords(prediction, guess, answer)}
      </p>
      {/* A table has the choices for its lines, and says the rest as well. */}
      {lesson.table === undefined ? (
        <PredictionPicture prediction={prediction} guess={guess} answer={answer} />
      ) : (
        <Comparison label="Figures of this run" columns={lesson.table.columns} rows={lesson.table.rows(before)} />
      )}
      <p className="learn-said">{lesson.reveal(before)}</p>
      {lesson.table === undefined && (
        <div className="desk-only">
          <RunFigures label="Figures of this run" runs={[{ title: 'This run', figures: lesson.figures(before) }]} />
        </div>
      )}
    </>
  );
}

function Remedy({ hand }: StepProps) {
  const { lesson, before, after, running, experiment, remedied } = hand;
  const compared = before !== undefined && after !== undefined;
  return (
    <>
      <p className="learn-lead">{lesson.remedy.sentence}</p>
      {remedied !== undefined && !running && (
        <p className="learn-said" role="status">
          {remedied.told ? remedied.answer : remedied.why}
        </p>
      )}
      <RunButton
        subject={`lesson:${lesson.id}:`}
        again={after !== undefined}
        label={after === undefined ? 'Run it with the change' : 'Run it again'}
        run={() => hand.run('after')}
      />
      {running && experiment !== undefined && <RunProgress experiment={experiment} seconds={lesson.scenario.seconds} />}
      {experiment?.state === 'failed' && <ExperimentProblem experiment={experiment} />}
      {running && <FiguresOfWatched hand={hand} />}
      {compared && !running && (
        <RunFigures
          label="Before and now"
          runs={[
            { title: 'before', figures: lesson.figures(before) },
            { title: 'now', figures: lesson.figures(after) },
          ]}
        />
      )}
    </>
  );
}

function Why({ hand: { lesson } }: StepProps) {
  return (
    <>
      <p className="learn-why">{lesson.why}</p>
      <ReferenceList references={lesson.references} />
    </>
  );
}
