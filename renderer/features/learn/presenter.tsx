import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Lesson } from '../../../shared/lessons/lesson.ts';
import { lessonSteps, placeOf, type StepId } from '../../../shared/lessons/lesson-steps.ts';
import { findLesson, lessons } from '../../../shared/lessons/lessons.ts';
import type { Myth } from '../../../shared/lessons/myth.ts';
import { findMyth, myths } from '../../../shared/lessons/myths.ts';
import { fileNameOf, useLearn } from './learn-model.ts';
import { useLesson } from './lesson-state.ts';
import { LessonText } from './lesson-text.tsx';
import { MythText } from './myth-detail.tsx';
import { Picture } from './picture.tsx';
import { nudged } from './prediction-input.tsx';
import { type PresenterKey, usePresenterKeys } from './presenter-keys.ts';
import './presenter.css';

/** One step at a time, large, with nothing else on the screen. The rest of the window is out of reach until it ends. */
export function Presenter() {
  const { store } = useLearn();
  const place = useStore(store, (state) => state.place);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    dialog.current?.focus();
  }, []);
  const lesson = place.kind === 'lesson' ? findLesson(place.id) : undefined;
  const myth = place.kind === 'myths' ? (findMyth(place.id) ?? myths[0]) : undefined;
  return (
    <dialog
      ref={dialog}
      className="presenter"
      aria-label="Presentation"
      tabIndex={-1}
      onClose={() => store.getState().present(false)}
    >
      {place.kind === 'lesson' && lesson !== undefined && <LessonSlide lesson={lesson} step={place.step} />}
      {myth !== undefined && <MythSlide myth={myth} />}
    </dialog>
  );
}

function LessonSlide({ lesson, step }: { readonly lesson: Lesson; readonly step: StepId }) {
  const { store } = useLearn();
  const hand = useLesson(lesson, step);
  const { prediction } = lesson;
  usePresenterKeys((key: PresenterKey) => {
    if (key.kind === 'on') hand.goOn();
    else if (key.kind === 'back') hand.goBack();
    else if (key.kind === 'leave') store.getState().present(false);
    else if (step !== 'predict') return;
    else if (key.kind === 'nudge') hand.setGuess(nudged(prediction, hand.guess, key.by));
    else if (prediction.kind === 'choice') {
      const choice = prediction.choices[key.number - 1];
      if (choice !== undefined) hand.setGuess(choice.id);
    }
  });
  const pictured =
    step === 'question' || step === 'run' || (step === 'remedy' && (hand.running || hand.after === undefined));
  return (
    <div className="slide" data-step={step} data-pictured={pictured}>
      <SlideHead number={lessons.indexOf(lesson) + 1} title={lesson.title} at={placeOf(step)} of={lessonSteps.length} />
      <div className="slide-words">
        <LessonText hand={hand} />
      </div>
      {pictured && <Picture source={fileNameOf(lesson)} />}
    </div>
  );
}

function MythSlide({ myth }: { readonly myth: Myth }) {
  const learn = useLearn();
  const verdict = useStore(learn.store, (state) => state.verdicts[myth.id]);
  const going = useStore(learn.store, (state) => state.experiment !== undefined && state.experiment.state !== 'failed');
  const at = myths.indexOf(myth);
  const show = (place: number): void => {
    const next = myths[place];
    if (next !== undefined) learn.store.getState().go({ kind: 'myths', id: next.id });
  };
  usePresenterKeys(({ kind }) => {
    if (kind === 'leave') learn.store.getState().present(false);
    else if (kind === 'back') show(at - 1);
    else if (kind === 'on' && verdict !== undefined) show(at + 1);
    else if (kind === 'on') void learn.runMyth(myth);
  });
  const pictured = myth.experiment.kind === 'run' && (going || verdict === undefined);
  return (
    <div className="slide" data-step="myth" data-pictured={pictured}>
      <SlideHead number={at + 1} title="Is it true?" at={at} of={myths.length} />
      <div className="slide-words">
        <h2 className="learn-lead">{`\u201c${myth.claim}\u201d`}</h2>
        <MythText myth={myth} />
      </div>
      {pictured && <Picture source={fileNameOf(myth)} />}
    </div>
  );
}

interface SlideHeadProps {
  readonly number: number;
  readonly title: string;
  readonly at: number;
  readonly of: number;
}

function SlideHead({ number, title, at, of }: SlideHeadProps) {
  return (
    <header className="slide-head">
      <h1>
        <span className="lesson-number">{number}</span>
        {title}
      </h1>
      <span className="slide-place" role="img" aria-label={`${at + 1} of ${of}`}>
        {Array.from({ length: of }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a place has no other name.
          <i key={place} data-here={place === at} />
        ))}
      </span>
    </header>
  );
}
