import { isOpen, lessonSteps } from '../../../shared/lessons/lesson-steps.ts';
import type { LessonInHand } from './lesson-state.ts';

/** Where in the lesson one is; steps that would give away the answer open after the run. */
export function Stepper({ hand }: { readonly hand: LessonInHand }) {
  return (
    <ol className="stepper" aria-label="Steps of the lesson">
      {lessonSteps.map(({ id, title }) => (
        <li key={id}>
          <button
            type="button"
            aria-current={id === hand.step ? 'step' : undefined}
            disabled={!isOpen(id, hand)}
            onClick={() => hand.goTo(id)}
          >
            {title}
          </button>
        </li>
      ))}
    </ol>
  );
}
