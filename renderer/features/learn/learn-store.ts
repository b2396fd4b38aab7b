import { createStore, type StoreApi } from 'zustand/vanilla';
import type { StepId } from '../../../shared/lessons/lesson-steps.ts';
import type { MythVerdict } from '../../../shared/lessons/myth.ts';
import type { PredictionValue } from '../../../shared/lessons/prediction.ts';
import {
  type LessonMark,
  noProgress,
  type Progress,
  printProgress,
  readProgress,
  withLesson,
  withMyth,
} from '../../../shared/lessons/progress.ts';
import type { RunRecord } from '../../../shared/lessons/run-record.ts';

/** What the tab shows. */
export type LearnPlace =
  /** `from`: the lesson that was left for it, where the keyboard goes on. */
  | { readonly kind: 'course'; readonly from?: string }
  | { readonly kind: 'lesson'; readonly id: string; readonly step: StepId }
  | { readonly kind: 'myths'; readonly id: string };

/** The runs that were made of a lesson: as it stands, and with its remedy. */
interface LessonRuns {
  readonly before?: RunRecord;
  readonly after?: RunRecord;
}

/** What goes on for the learner now. `subject` says for whom: `lesson:ID:before`, `lesson:ID:after` or `myth:ID`. */
export interface Experiment {
  readonly subject: string;
  readonly state: 'loading' | 'running' | 'failed';
  /** When it failed: one line, and whether it only was ended before its time, by whoever is there. */
  readonly message?: string;
  readonly stopped?: boolean;
}

export const isGoing = (experiment: Experiment | undefined): experiment is Experiment =>
  experiment !== undefined && experiment.state !== 'failed';

export interface LearnState {
  readonly place: LearnPlace;
  readonly presenting: boolean;
  readonly guesses: Readonly<Record<string, PredictionValue>>;
  readonly runs: Readonly<Record<string, LessonRuns>>;
  readonly verdicts: Readonly<Record<string, MythVerdict>>;
  readonly experiment: Experiment | undefined;
  readonly progress: Progress;
  /** What stood before the learner began anew, so that it can be taken back. */
  readonly forgotten: Progress | undefined;
  /** Nothing could be kept on this machine when it was tried last: what is done counts for this window only. */
  readonly unkept: boolean;
  go(place: LearnPlace): void;
  present(on: boolean): void;
  guess(lesson: string, value: PredictionValue): void;
  setExperiment(experiment: Experiment | undefined): void;
  takeRun(lesson: string, which: 'before' | 'after', run: RunRecord, mark: LessonMark | undefined): void;
  takeVerdict(myth: string, verdict: MythVerdict): void;
  /** Forgets the guess and the runs of a lesson, for the next class; that it was done stays. */
  beginAnew(lesson: string): void;
  startOver(): void;
  undoStartOver(): void;
}

export type LearnStore = StoreApi<LearnState>;
type LearnStorage = Pick<Storage, 'getItem' | 'setItem'>;

const storageKey = 'highwater.learn';

/** The learner's place, guesses and results in this window, and their progress, which is kept on this machine. */
export function createLearnStore(storage: LearnStorage): LearnStore {
  const store = createStore<LearnState>((set) => ({
    place: { kind: 'course' },
    presenting: false,
    guesses: {},
    runs: {},
    verdicts: {},
    experiment: undefined,
    progress: restore(storage),
    forgotten: undefined,
    unkept: false,
    // Only a lesson or a claim can be presented; what is opened from the list later is read at the desk again.
    go: (place) => set(({ presenting }) => ({ place, presenting: presenting && place.kind !== 'course' })),
    present: (presenting) => set({ presenting }),
    guess: (lesson, value) => set(({ guesses }) => ({ guesses: { ...guesses, [lesson]: value } })),
    setExperiment: (experiment) => set({ experiment }),
    takeRun: (lesson, which, run, mark) =>
      set(({ runs, progress }) => ({
        // A new first run makes an old one with the remedy stale: they would not be of the same minute.
        runs: { ...runs, [lesson]: which === 'before' ? { before: run } : { ...runs[lesson], after: run } },
        progress: mark === undefined ? progress : withLesson(progress, lesson, mark),
      })),
    takeVerdict: (myth, verdict) =>
      set(({ verdicts, progress }) => ({
        verdicts: { ...verdicts, [myth]: verdict },
        progress: withMyth(progress, myth, verdict.verdict),
      })),
    beginAnew: (lesson) =>
      set(({ guesses, runs }) => ({ guesses: without(guesses, lesson), runs: without(runs, lesson) })),
    startOver: () => set(({ progress }) => ({ progress: noProgress, forgotten: progress, guesses: {}, runs: {} })),
    undoStartOver: () => set(({ progress, forgotten }) => ({ progress: forgotten ?? progress, forgotten: undefined })),
  }));
  store.subscribe(({ progress }, before) => {
    if (progress !== before.progress) store.setState({ unkept: !keep(storage, progress) });
  });
  return store;
}

const without = <T>(entries: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(entries).filter(([key]) => key !== id));

function restore(storage: LearnStorage): Progress {
  try {
    return readProgress(storage.getItem(storageKey));
  } catch {
    return noProgress;
  }
}

/** False where storage is full or forbidden. */
function keep(storage: LearnStorage, progress: Progress): boolean {
  try {
    storage.setItem(storageKey, printProgress(progress));
    return true;
  } catch {
    return false;
  }
}
