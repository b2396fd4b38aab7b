import { useStore } from 'zustand';
import { findLesson } from '../../../shared/lessons/lessons.ts';
import { myths } from '../../../shared/lessons/myths.ts';
import { Course } from './course.tsx';
import { useLearn } from './learn-model.ts';
import { LessonView } from './lesson-view.tsx';
import { MythLab } from './myth-lab.tsx';
import { Presenter } from './presenter.tsx';
import './learn.css';

/** The course and the myth lab. */
export function LearnView() {
  const { store } = useLearn();
  const place = useStore(store, (state) => state.place);
  const presenting = useStore(store, (state) => state.presenting);
  const lesson = place.kind === 'lesson' ? findLesson(place.id) : undefined;
  if (presenting && place.kind !== 'course') return <Presenter />;
  if (place.kind === 'lesson' && lesson !== undefined) return <LessonView lesson={lesson} step={place.step} />;
  return (
    <div className="learn">
      <nav className="learn-parts" aria-label="Parts of Learn">
        <Part title="Lessons" current={place.kind !== 'myths'} show={() => store.getState().go({ kind: 'course' })} />
        <Part
          title="Myth lab"
          current={place.kind === 'myths'}
          show={() => store.getState().go({ kind: 'myths', id: myths[0]?.id ?? '' })}
        />
      </nav>
      {place.kind === 'myths' ? <MythLab id={place.id} /> : <Course />}
    </div>
  );
}

interface PartProps {
  readonly title: string;
  readonly current: boolean;
  readonly show: () => void;
}

function Part({ title, current, show }: PartProps) {
  return (
    <button type="button" className="learn-part" aria-current={current ? 'page' : undefined} onClick={show}>
      {title}
    </button>
  );
}
