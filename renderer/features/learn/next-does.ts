import { advance, type StepId } from '../../../shared/lessons/lesson-steps.ts';
import { lessons } from '../../../shared/lessons/lessons.ts';
import type { LessonInHand } from './lesson-state.ts';

/** What going on does now, as a word on a button or beside a key; undefined while there is nothing to do but wait. */
export function nextDoes(hand: LessonInHand): string | undefined {
  const next = advance(hand);
  switch (next.kind) {
    case 'wait':
      return undefined;
    case 'run':
      return next.which === 'after' ? 'Run it with the change' : hand.before === undefined ? 'Run it' : 'Run it again';
    case 'leave':
      return hand.lesson === lessons.at(-1) ? 'All lessons' : 'Next lesson';
    case 'step':
      return hand.step === 'predict' && hand.guess === undefined ? 'Skip the prediction' : words[next.step];
  }
}

const words: Readonly<Record<StepId, string>> = {
  question: 'The question',
  predict: 'Predict',
  run: 'To the run',
  reveal: 'What happened?',
  remedy: 'The remedy',
  why: 'Why',
};
