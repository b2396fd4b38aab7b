import { ArrowLeft, ArrowRight, Presentation, RotateCcw } from 'lucide-react';
import { type RefObject, useEffect, useRef } from 'react';
import type { Lesson } from '../../../shared/lessons/lesson.ts';
import { advance, placeOf, type StepId, stepBefore } from '../../../shared/lessons/lesson-steps.ts';
import { lessons } from '../../../shared/lessons/lessons.ts';
import { fileNameOf, useLearn } from './learn-model.ts';
import { type LessonInHand, useLesson } from './lesson-state.ts';
import { LessonText } from './lesson-text.tsx';
import { nextDoes } from './next-does.ts';
import { Picture } from './picture.tsx';
import { Stepper } from './stepper.tsx';
import { useLearnKeys } from './use-learn-keys.ts';

/** One lesson at the desk: its words on the left, the Lab's own picture and charts on the right. */
export function LessonView({ lesson, step }: { readonly lesson: Lesson; readonly step: StepId }) {
  const { store } = useLearn();
  const hand = useLesson(lesson, step);
  const text = useRef<HTMLDivElement>(null);
  const close = (): void => store.getState().go({ kind: 'course', from: lesson.id });
  useLearnKeys({
    close,
    run: () => {
      if (step === 'run' || step === 'remedy') hand.run(step === 'run' ? 'before' : 'after');
    },
  });
  useFocusOnWhatIsNext(text, hand);
  return (
    <div className="lesson" ref={text}>
      <header className="lesson-head">
        <button type="button" className="quiet-button" aria-keyshortcuts="Escape" onClick={close}>
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
      <section className="lesson-text" data-step={step} aria-label={`Step ${placeOf(step) + 1}`}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keys, too. */}
        <div className="lesson-words" tabIndex={0} key={step}>
          <LessonText hand={hand} />
        </div>
        <footer className="lesson-foot">
          <button type="button" className="button" disabled={stepBefore(step) === undefined} onClick={hand.goBack}>
            Back
          </button>
          {step === 'why' && hand.before !== undefined && !hand.running && (
            <button type="button" className="quiet-button" onClick={hand.beginAnew}>
              <RotateCcw aria-hidden="true" />
              Begin anew
            </button>
          )}
          <GoOnButton hand={hand} />
        </footer>
      </section>
      <Picture source={fileNameOf(lesson)} charts={lesson.watch} />
    </div>
  );
}

/** At the desk the runs have buttons of their own, so this one only steps. */
function GoOnButton({ hand }: { readonly hand: LessonInHand }) {
  const { step, hasRun, goOn, goTo } = hand;
  const onward = advance(step === 'remedy' ? { ...hand, hasRemedyRun: true } : hand);
  const closed = step === 'run' && !hasRun;
  return (
    <button
      type="button"
      className={closed ? 'button lesson-on' : 'button button-main lesson-on'}
      disabled={closed}
      onClick={() => (onward.kind === 'step' ? goTo(onward.step) : goOn())}
    >
      {step === 'remedy' ? 'Why' : closed ? 'What happened?' : nextDoes(hand)}
      <ArrowRight aria-hidden="true" />
    </button>
  );
}

/**
 * A lesson can be gone through by one key: the focus goes to what is to be answered or run, and on from there when that is
 * done. It is moved only from where it was in the lesson, or from nowhere.
 */
function useFocusOnWhatIsNext(text: RefObject<HTMLElement | null>, hand: LessonInHand): void {
  const next = nextPlace(hand);
  useEffect(() => {
    const root = text.current;
    const focused = document.activeElement;
    if (root === null || (focused !== document.body && !root.contains(focused))) return;
    root.querySelector<HTMLElement>(next)?.focus();
  }, [text, next]);
}

const nextPlace = ({ lesson, step, before, hasRun, hasRemedyRun }: LessonInHand): string => {
  if (step === 'predict' && before === undefined) return `[data-asks="${lesson.id}"] input`;
  if ((step === 'run' && !hasRun) || (step === 'remedy' && !hasRemedyRun))
    return `[data-step="${step}"] .learn-run:enabled`;
  return `[data-step="${step}"] .lesson-on:enabled`;
};
