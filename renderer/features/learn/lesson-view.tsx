import { ArrowLeft, ArrowRight, Presentation } from 'lucide-react';
import type { Lesson } from '../../../shared/lessons/lesson.ts';
import { advance, placeOf, type StepId, stepBefore } from '../../../shared/lessons/lesson-steps.ts';
import { lessons } from '../../../shared/lessons/lessons.ts';
import { fileNameOf, useLearn } from './learn-model.ts';
import { type LessonInHand, useLesson } from './lesson-state.ts';
import { LessonText } from './lesson-text.tsx';
import { Picture } from './picture.tsx';
import { Stepper } from './stepper.tsx';

/** One lesson at the desk: its words on the left, the Lab's own picture and charts on the right. */
export function LessonView({ lesson, step }: { readonly lesson: Lesson; readonly step: StepId }) {
  const { store } = useLearn();
  const hand = useLesson(lesson, step);
  return (
    <div className="lesson">
      <header className="lesson-head">
        <button type="button" className="quiet-button" onClick={() => store.getState().go({ kind: 'course' })}>
          <ArrowLeft aria-hidden="true" />
          All lessons
        </button>
        <h2>
          <span className="lesson-number">{lessons.indexOf(lesson) + 1}</span>
          {lesson.title}
        </h2>
        <Stepper hand={hand} />
        <button type="button" className="button" onClick={() => store.getState().present(true)}>
          <Presentation aria-hidden="true" />
          Present
        </button>
      </header>
      <section className="lesson-text" aria-label={`Step ${placeOf(step) + 1}`}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keys, too. */}
        <div className="lesson-words" tabIndex={0} key={step}>
          <LessonText hand={hand} />
        </div>
        <footer className="lesson-foot">
          <button type="button" className="button" disabled={stepBefore(step) === undefined} onClick={hand.goBack}>
            Back
          </button>
          <GoOnButton hand={hand} />
        </footer>
      </section>
      <Picture source={fileNameOf(lesson)} charts={lesson.watch} />
    </div>
  );
}

/** At the desk the runs have buttons of their own, so this one only steps. */
function GoOnButton({ hand }: { readonly hand: LessonInHand }) {
  const { step, hasRun, guess, goOn, goTo } = hand;
  if (step === 'run' && !hasRun)
    return (
      <button type="button" className="button" disabled>
        Reveal
      </button>
    );
  if (step === 'remedy')
    return (
      <button type="button" className="button button-main" onClick={() => goTo('why')}>
        Why
        <ArrowRight aria-hidden="true" />
      </button>
    );
  const next = advance(hand);
  const last = next.kind === 'leave';
  return (
    <button type="button" className="button button-main" onClick={goOn}>
      {last ? 'Next lesson' : step === 'predict' && guess === undefined ? 'Skip the prediction' : nextWord[step]}
      <ArrowRight aria-hidden="true" />
    </button>
  );
}

const nextWord: Readonly<Record<StepId, string>> = {
  question: 'Predict',
  predict: 'To the run',
  run: 'What happened?',
  reveal: 'The remedy',
  remedy: 'Why',
  why: 'Next lesson',
};
