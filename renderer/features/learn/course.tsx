import { ArrowRight, Check, RotateCcw, Undo2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { chapters, type Lesson } from '../../../shared/lessons/lesson.ts';
import { findLesson, lessons } from '../../../shared/lessons/lessons.ts';
import type { Closeness } from '../../../shared/lessons/prediction.ts';
import { nextLesson } from '../../../shared/lessons/progress.ts';
import { useLearn } from './learn-model.ts';
import { isGoing } from './learn-store.ts';
import { useLearnKeys } from './use-learn-keys.ts';

const lessonIds = lessons.map(({ id }) => id);

/** The list of lessons, with what is done and what comes next. */
export function Course() {
  const learn = useLearn();
  useLearnKeys({});
  const progress = useStore(learn.store, (state) => state.progress);
  const next = findLesson(nextLesson(progress, lessonIds) ?? '');
  const done = lessonIds.filter((id) => progress.lessons[id] !== undefined).length;
  return (
    <div className="course">
      <div className="course-head">
        <p className="course-done">
          {done === 0
            ? `${lessons.length} short lessons, each with a real run.`
            : `${done} of ${lessons.length} lessons done.`}
        </p>
        {next !== undefined && (
          <button type="button" className="button button-main" onClick={() => learn.openLesson(next)}>
            {done === 0 ? 'Begin' : `Go on: ${next.title}`}
            <ArrowRight aria-hidden="true" />
          </button>
        )}
        <BringBack />
        <Unkept />
        <StartOver done={done} />
      </div>
      <div className="chapters">
        {chapters.map(({ id, title }) => (
          <section key={id} className="chapter" aria-label={title}>
            <h2>{title}</h2>
            <ol>
              {lessons
                .filter(({ chapter }) => chapter === id)
                .map((lesson) => (
                  <LessonRow key={lesson.id} lesson={lesson} />
                ))}
            </ol>
          </section>
        ))}
      </div>
    </div>
  );
}

const words: Readonly<Record<Closeness, string>> = { right: 'predicted', close: 'close', off: 'surprised' };

function LessonRow({ lesson }: { readonly lesson: Lesson }) {
  const learn = useLearn();
  const mark = useStore(learn.store, (state) => state.progress.lessons[lesson.id]);
  const cameFrom = useStore(learn.store, ({ place }) => place.kind === 'course' && place.from === lesson.id);
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (cameFrom && document.activeElement === document.body) row.current?.focus();
  }, [cameFrom]);
  return (
    <li>
      <button
        ref={row}
        type="button"
        className="lesson-row"
        data-done={mark !== undefined}
        onClick={() => learn.openLesson(lesson)}
      >
        <span className="lesson-number">
          {mark === undefined ? lessons.indexOf(lesson) + 1 : <Check aria-hidden="true" />}
        </span>
        <span className="lesson-row-title">{lesson.title}</span>
        {mark !== undefined && (
          <span className="lesson-row-mark">{mark.closeness === undefined ? 'seen' : words[mark.closeness]}</span>
        )}
      </button>
    </li>
  );
}

/** Lessons take the Lab's place; what stood there is not lost. */
function BringBack() {
  const { lab, store } = useLearn();
  const before = useStore(lab.store, (state) => state.before);
  const busy = useStore(store, (state) => isGoing(state.experiment));
  if (before === undefined) return undefined;
  return (
    <button type="button" className="quiet-button" disabled={busy} onClick={() => void lab.bringBack()}>
      <Undo2 aria-hidden="true" />
      Bring back {'\u201c'}
      {before.title}
      {'\u201d'} to the Lab
    </button>
  );
}

function Unkept() {
  const { store } = useLearn();
  const unkept = useStore(store, (state) => state.unkept);
  if (!unkept) return undefined;
  return (
    <p className="course-unkept" role="status">
      This browser has no room to keep your progress; it lasts until this window closes.
    </p>
  );
}

function StartOver({ done }: { readonly done: number }) {
  const { store } = useLearn();
  const forgotten = useStore(store, (state) => state.forgotten);
  const { startOver, undoStartOver } = store.getState();
  if (done > 0)
    return (
      <button type="button" className="quiet-button course-end" onClick={startOver}>
        <RotateCcw aria-hidden="true" />
        Start over
      </button>
    );
  if (forgotten === undefined) return undefined;
  return (
    <button type="button" className="quiet-button course-end" onClick={undoStartOver}>
      <Undo2 aria-hidden="true" />
      Undo: keep my progress
    </button>
  );
}
