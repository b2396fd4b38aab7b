import { Play, RotateCcw } from 'lucide-react';
import { compareInWords, writePrediction } from '../../../shared/lessons/prediction.ts';
import { useSession } from '../../session/window-model.ts';
import { ExperimentProblem } from './experiment-problem.tsx';
import { fileNameOf } from './learn-model.ts';
import type { LessonInHand } from './lesson-state.ts';
import { LiveFigures } from './live-figures.tsx';
import { PredictionInput } from './prediction-input.tsx';
import { PredictionPicture } from './prediction-picture.tsx';
import { ReferenceList } from './reference-list.tsx';
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

function Predict({ hand: { lesson, guess, setGuess } }: StepProps) {
  return (
    <>
      <p className="learn-quiet">{lesson.question}</p>
      <PredictionInput prediction={lesson.prediction} guess={guess} onGuess={setGuess} />
    </>
  );
}

function Run({ hand }: StepProps) {
  const { lesson, guess, experiment, running, hasRun } = hand;
  return (
    <>
      <p className="learn-quiet run-setting">{lesson.scenario.description}</p>
      {guess !== undefined && (
        <p className="run-guess">
          You said <b>{writePrediction(lesson.prediction, guess)}</b>.
        </p>
      )}
      <RunButton hand={hand} which="before" label={hasRun ? 'Run it again' : 'Run it'} />
      {running && experiment !== undefined && <RunProgress experiment={experiment} seconds={lesson.scenario.seconds} />}
      {experiment?.state === 'failed' && <ExperimentProblem message={experiment.message} />}
      {hasRun && !running && (
        <p className="learn-quiet" role="status">
          The run has ended.
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
  return at < 0 ? undefined : <LiveFigures flow={at} />;
}

function Reveal({ hand: { lesson, guess, before } }: StepProps) {
  if (before === undefined) return <p className="learn-quiet">Run it first.</p>;
  const answer = lesson.answer(before);
  const { prediction } = lesson;
  return (
    <>
      {answer === undefined ? (
        <p className="learn-lead">This run did not get far enough to answer the question.</p>
      ) : (
        <>
          <p className="learn-lead" role="status">
            {guess === undefined
              ? `It was ${writePrediction(prediction, answer)}.`
              : compareInWords(prediction, guess, answer)}
          </p>
          <PredictionPicture prediction={prediction} guess={guess} answer={answer} />
        </>
      )}
      <p className="learn-said">{lesson.reveal(before)}</p>
      {lesson.table === undefined ? (
        <div className="desk-only">
          <RunFigures label="Figures of this run" runs={[{ title: 'This run', figures: lesson.figures(before) }]} />
        </div>
      ) : (
        <Comparison label="Figures of this run" columns={lesson.table.columns} rows={lesson.table.rows(before)} />
      )}
    </>
  );
}

function Remedy({ hand }: StepProps) {
  const { lesson, before, after, running, experiment } = hand;
  const compared = before !== undefined && after !== undefined;
  return (
    <>
      <p className="learn-lead">{lesson.remedy.sentence}</p>
      {compared && (
        <p className="learn-said" role="status">
          {lesson.remedy.compare(before, after)}
        </p>
      )}
      <RunButton hand={hand} which="after" label={after === undefined ? 'Run it with the change' : 'Run it again'} />
      {running && experiment !== undefined && <RunProgress experiment={experiment} seconds={lesson.scenario.seconds} />}
      {experiment?.state === 'failed' && <ExperimentProblem message={experiment.message} />}
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

interface RunButtonProps {
  readonly hand: LessonInHand;
  readonly which: 'before' | 'after';
  readonly label: string;
}

function RunButton({ hand: { running, busyElsewhere, run, hasRun, hasRemedyRun }, which, label }: RunButtonProps) {
  const again = which === 'before' ? hasRun : hasRemedyRun;
  return (
    <button
      type="button"
      className={again ? 'button learn-run' : 'button button-main learn-run'}
      disabled={running || busyElsewhere}
      onClick={() => run(which)}
    >
      {again ? <RotateCcw aria-hidden="true" /> : <Play aria-hidden="true" />}
      {busyElsewhere ? 'Another experiment runs' : label}
    </button>
  );
}
