import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { Lesson } from '../../../shared/lessons/lesson.ts';
import type { LessonState, StepId } from '../../../shared/lessons/lesson-steps.ts';
import { advance, stepBefore } from '../../../shared/lessons/lesson-steps.ts';
import { lessons } from '../../../shared/lessons/lessons.ts';
import { type Outcome, outcomeOf, remedyOutcome } from '../../../shared/lessons/outcome.ts';
import type { PredictionValue } from '../../../shared/lessons/prediction.ts';
import type { RunRecord } from '../../../shared/lessons/run-record.ts';
import { useLearn } from './learn-model.ts';
import { type Experiment, isGoing } from './learn-store.ts';

/** Everything that the views of one lesson show and do. */
export interface LessonInHand extends LessonState {
  readonly lesson: Lesson;
  readonly guess: PredictionValue | undefined;
  readonly before: RunRecord | undefined;
  readonly after: RunRecord | undefined;
  /** What goes on, or went wrong, for this lesson. */
  readonly experiment: Experiment | undefined;
  /** What the first run says about the question; undefined before it. */
  readonly outcome: Outcome | undefined;
  /** What the run with the change says, beside the first. */
  readonly remedied: Outcome | undefined;
  setGuess(value: PredictionValue): void;
  goTo(step: StepId): void;
  /** Does what comes next: a step, a run, or the next lesson. */
  goOn(): void;
  goBack(): void;
  run(which: 'before' | 'after'): void;
  beginAnew(): void;
}

export function useLesson(lesson: Lesson, step: StepId): LessonInHand {
  const learn = useLearn();
  const guess = useStore(learn.store, (state) => state.guesses[lesson.id]);
  const runs = useStore(learn.store, (state) => state.runs[lesson.id]);
  const experiment = useStore(learn.store, (state) => state.experiment);
  const mine = experiment?.subject.startsWith(`lesson:${lesson.id}:`) ? experiment : undefined;
  const goes = isGoing(experiment);
  const before = runs?.before;
  const outcome = useMemo(() => (before === undefined ? undefined : outcomeOf(lesson, before)), [lesson, before]);
  const after = runs?.after;
  const remedied = useMemo(
    () => (before === undefined || after === undefined ? undefined : remedyOutcome(lesson, before, after)),
    [lesson, before, after],
  );
  const state: LessonState = {
    step,
    running: mine !== undefined && goes,
    // A run that told nothing is made again before it goes on.
    hasRun: outcome?.told === true,
    hasRemedyRun: remedied?.told === true,
  };
  const goTo = (to: StepId): void => learn.store.getState().go({ kind: 'lesson', id: lesson.id, step: to });
  const run = (which: 'before' | 'after'): void => void learn.runLesson(lesson, which);
  return {
    ...state,
    lesson,
    guess,
    before,
    after,
    experiment: mine,
    outcome,
    remedied,
    setGuess: (value) => learn.store.getState().guess(lesson.id, value),
    goTo,
    run,
    beginAnew: () => learn.beginAnew(lesson),
    goOn() {
      const next = advance(state);
      if (next.kind === 'step') goTo(next.step);
      else if (next.kind === 'run') run(next.which);
      else if (next.kind === 'leave') leave(learn, lesson);
    },
    goBack() {
      const last = stepBefore(step);
      if (last !== undefined) goTo(last);
    },
  };
}

/** On to the next lesson of the course, or back to the list after the last. */
function leave(learn: ReturnType<typeof useLearn>, lesson: Lesson): void {
  const next = lessons[lessons.indexOf(lesson) + 1];
  if (next === undefined) learn.store.getState().go({ kind: 'course' });
  else learn.openLesson(next);
}
