import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Lesson } from '../../../shared/lessons/lesson.ts';
import { lessonSteps, placeOf, type StepId, stepBefore } from '../../../shared/lessons/lesson-steps.ts';
import { findLesson, lessons } from '../../../shared/lessons/lessons.ts';
import type { Myth } from '../../../shared/lessons/myth.ts';
import { findMyth, myths } from '../../../shared/lessons/myths.ts';
import { fileNameOf, useLearn } from './learn-model.ts';
import { isGoing } from './learn-store.ts';
import { useLesson } from './lesson-state.ts';
import { LessonText } from './lesson-text.tsx';
import { MythText } from './myth-detail.tsx';
import { nextDoes } from './next-does.ts';
import { Picture } from './picture.tsx';
import { nudged } from './prediction-input.tsx';
import { PresenterFoot } from './presenter-foot.tsx';
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
  const learn = useLearn();
  const hand = useLesson(lesson, step);
  const { prediction } = lesson;
  const going = useStore(learn.store, (state) => isGoing(state.experiment));
  const leave = (): void => learn.store.getState().present(false);
  const anew = hand.running || (hand.guess === undefined && hand.before === undefined) ? undefined : hand.beginAnew;
  const predicts = step === 'predict' && hand.before === undefined;
  usePresenterKeys((key: PresenterKey) => {
    if (key.kind === 'on') hand.goOn();
    else if (key.kind === 'back') hand.goBack();
    else if (key.kind === 'leave') leave();
    else if (key.kind === 'anew') anew?.();
    else if (key.kind === 'stop') void learn.stop();
    else if (!predicts) return;
    else if (key.kind === 'nudge') hand.setGuess(nudged(prediction, hand.guess, key.by));
    else if (key.kind === 'choose' && prediction.kind === 'choice') {
      const choice = prediction.choices[key.number - 1];
      if (choice !== undefined) hand.setGuess(choice.id);
    }
  });
  const pictured =
    step === 'question' || step === 'run' || (step === 'remedy' && (hand.running || hand.after === undefined));
  return (
    <div className="slide" data-step={step} data-pictured={pictured} data-table={lesson.table !== undefined}>
      <SlideHead number={lessons.indexOf(lesson) + 1} title={lesson.title} at={placeOf(step)} of={lessonSteps.length} />
      <div className="slide-words">
        <LessonText hand={hand} />
      </div>
      {pictured && <Picture source={fileNameOf(lesson)} />}
      <PresenterFoot
        on={nextDoes(hand)}
        goOn={hand.goOn}
        goBack={stepBefore(step) === undefined ? undefined : hand.goBack}
        answers={
          predicts ? (prediction.kind === 'choice' ? `1\u2013${prediction.choices.length}` : '\u2191\u2193') : undefined
        }
        stop={going ? () => void learn.stop() : undefined}
        beginAnew={anew}
        leave={leave}
      />
    </div>
  );
}

function MythSlide({ myth }: { readonly myth: Myth }) {
  const learn = useLearn();
  const verdict = useStore(learn.store, (state) => state.verdicts[myth.id]);
  const going = useStore(learn.store, (state) => isGoing(state.experiment));
  const at = myths.indexOf(myth);
  const show = (place: number): void => {
    const next = myths[place];
    if (next !== undefined) learn.store.getState().go({ kind: 'myths', id: next.id });
  };
  const leave = (): void => learn.store.getState().present(false);
  const told = verdict !== undefined && verdict.verdict !== 'not shown';
  const isLast = at === myths.length - 1;
  const goOn = (): void => {
    if (going) return;
    if (!told) void learn.runMyth(myth);
    else if (isLast) leave();
    else show(at + 1);
  };
  usePresenterKeys(({ kind }) => {
    if (kind === 'leave') leave();
    else if (kind === 'back') show(at - 1);
    else if (kind === 'on') goOn();
    else if (kind === 'stop') void learn.stop();
  });
  const onDoes = !told
    ? verdict === undefined
      ? 'Run the experiment'
      : 'Run it again'
    : isLast
      ? 'Leave'
      : 'Next claim';
  const pictured = myth.experiment.kind === 'run' && (going || verdict === undefined);
  return (
    <div className="slide" data-step="myth" data-pictured={pictured}>
      <SlideHead number={at + 1} title="Is it true?" at={at} of={myths.length} />
      <div className="slide-words">
        <h2 className="learn-lead">{`\u201c${myth.claim}\u201d`}</h2>
        <MythText myth={myth} />
      </div>
      {pictured && <Picture source={fileNameOf(myth)} />}
      <PresenterFoot
        on={going ? undefined : onDoes}
        goOn={goOn}
        goBack={at === 0 ? undefined : () => show(at - 1)}
        answers={undefined}
        stop={going && myth.experiment.kind === 'run' ? () => void learn.stop() : undefined}
        beginAnew={undefined}
        leave={leave}
      />
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
