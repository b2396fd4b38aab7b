import { useStore } from 'zustand';
import { lessons } from '../../../shared/lessons/lessons.ts';
import { myths } from '../../../shared/lessons/myths.ts';
import { StateShape } from '../../ui/state-shape.tsx';
import { SentenceBar } from '../sentence/sentence-bar.tsx';
import '../sentence/sentence-bar.css';
import { useLearn } from './learn-model.ts';

/**
 * The sentence on the run, but only once there is something of it to be seen: before that it would give away the answer, or
 * speak of what somebody did in the Lab earlier.
 */
export function LearnSentence() {
  const { store } = useLearn();
  const speaks = useStore(store, ({ place, experiment, runs }) =>
    place.kind === 'lesson'
      ? experiment?.state === 'running' ||
        (runs[place.id] !== undefined && place.step !== 'question' && place.step !== 'predict')
      : experiment?.state === 'running',
  );
  return speaks ? (
    <SentenceBar />
  ) : (
    <section className="sentence-bar" data-state="idle" aria-label="What is happening">
      <StateShape state="idle" />
      <div className="sentence-words">
        <p className="sentence">
          {`Predict first, then see it happen on real sockets. ${lessons.length} lessons, and ${myths.length} claims put to the test.`}
        </p>
      </div>
    </section>
  );
}
