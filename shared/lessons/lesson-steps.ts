/** A lesson's steps, in their order; each is one picture in presenter's mode. */
export const lessonSteps = [
  { id: 'question', title: 'Question' },
  { id: 'predict', title: 'Predict' },
  { id: 'run', title: 'Run' },
  { id: 'reveal', title: 'Reveal' },
  { id: 'remedy', title: 'Remedy' },
  { id: 'why', title: 'Why' },
] as const;

export type StepId = (typeof lessonSteps)[number]['id'];

/** How far a lesson has come in this window. */
export interface LessonState {
  readonly step: StepId;
  /** A run of this lesson goes on. */
  readonly running: boolean;
  readonly hasRun: boolean;
  readonly hasRemedyRun: boolean;
}

/** What the one key that goes on does now. */
export type Advance =
  | { readonly kind: 'step'; readonly step: StepId }
  | { readonly kind: 'run'; readonly which: 'before' | 'after' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'leave' };

/** One key leads through a whole lesson: it starts the runs where one is due, waits while one goes on, and leaves at the end. */
export const advance = ({ step, running, hasRun, hasRemedyRun }: LessonState): Advance => {
  if (step === 'run' && !hasRun) return running ? { kind: 'wait' } : { kind: 'run', which: 'before' };
  if (step === 'remedy' && !hasRemedyRun) return running ? { kind: 'wait' } : { kind: 'run', which: 'after' };
  const next = lessonSteps[placeOf(step) + 1];
  return next === undefined ? { kind: 'leave' } : { kind: 'step', step: next.id };
};

export const stepBefore = (step: StepId): StepId | undefined => lessonSteps[placeOf(step) - 1]?.id;

/** What happened is not shown before it has. */
export const isOpen = (step: StepId, { hasRun }: Pick<LessonState, 'hasRun'>): boolean =>
  hasRun || placeOf(step) <= placeOf('run');

export const placeOf = (step: StepId): number => lessonSteps.findIndex(({ id }) => id === step);
