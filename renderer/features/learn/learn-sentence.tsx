import { useStore } from 'zustand';
import { placeOf } from '../../../shared/lessons/lesson-steps.ts';
import { lessons } from '../../../shared/lessons/lessons.ts';
import { myths } from '../../../shared/lessons/myths.ts';
import { useSession, useStoreValue } from '../../session/window-model.ts';
import { StateShape } from '../../ui/state-shape.tsx';
import { SentenceBar } from '../sentence/sentence-bar.tsx';
import '../sentence/sentence-bar.css';
import { fileNameOf, useLearn } from './learn-model.ts';

/**
 * The sentence on the run, but only once there is something of it to be seen: before that it would give away the answer, or
 * speak of what somebody did in the Lab earlier.
 */
export function LearnSentence() {
  const { store } = useLearn();
  const source = useSession()?.source;
  const speaks = useStore(store, ({ place, experiment, runs }) => {
    // What is on the table may be another lesson's, or the Lab's own.
    if (place.kind === 'course' || source !== fileNameOf(place)) return false;
    if (experiment?.state === 'running') return true;
    return place.kind === 'lesson' && runs[place.id] !== undefined && placeOf(place.step) >= placeOf('run');
  });
  // A lost host, or a file that was refused, is nobody's lesson and must be said wherever one is.
  const lost = useStoreValue('session', ({ connection }) => connection === 'lost');
  const refused = useStoreValue(
    'problems',
    ({ problems: { scenario, run, host } }) => (scenario ?? run ?? host) !== undefined,
  );
  const own = useStore(store, ({ experiment }) => experiment !== undefined);
  return speaks || lost || (refused && !own) ? (
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
