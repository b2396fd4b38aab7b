import type { Lesson } from '../../../shared/lessons/lesson.ts';
import type { Myth } from '../../../shared/lessons/myth.ts';
import { outcomeOf, verdictOfRun } from '../../../shared/lessons/outcome.ts';
import { judgePrediction } from '../../../shared/lessons/prediction.ts';
import type { LessonMark } from '../../../shared/lessons/progress.ts';
import { remedied } from '../../../shared/lessons/remedied.ts';
import type { RunRecord } from '../../../shared/lessons/run-record.ts';
import { ok, type Problem, type Result } from '../../../shared/result.ts';
import { isLive } from '../../session/session-store.ts';
import { useModel, type WindowModel } from '../../session/window-model.ts';
import { createExperimenter } from './experimenter.ts';
import { createLabMemory, type LabMemory } from './lab-memory.ts';
import { createLearnStore, type Experiment, isGoing, type LearnStore } from './learn-store.ts';

/** What the Learn tab can do; one experiment at a time, since there is one Lab. */
export interface LearnModel {
  readonly store: LearnStore;
  /** What stood in the Lab before the first lesson took its place. */
  readonly lab: LabMemory;
  /** Opens a lesson at its question, with its sockets on the table unless something runs. */
  openLesson(lesson: Lesson): void;
  runLesson(lesson: Lesson, which: 'before' | 'after'): Promise<void>;
  runMyth(myth: Myth): Promise<void>;
  /** Ends the experiment that goes on, whichever it is. */
  stop(): Promise<void>;
  /** A lesson from its question on, as if nobody had seen it. */
  beginAnew(lesson: Lesson): void;
}

/** It lives as long as the window, so that leaving the tab loses nothing; made when the tab is first shown. */
const models = new WeakMap<WindowModel, LearnModel>();

export function useLearn(): LearnModel {
  const model = useModel();
  const known = models.get(model);
  if (known !== undefined) return known;
  const made = createLearnModel(model, window.localStorage);
  models.set(model, made);
  return made;
}

export const fileNameOf = ({ id }: { readonly id: string }): string => `${id}.highwater.json`;

export function createLearnModel(
  host: Pick<WindowModel, 'link' | 'stores' | 'actions'>,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): LearnModel {
  const store = createLearnStore(storage);
  const lab = createLabMemory(host);
  const experimenter = createExperimenter(host);
  const isBusy = (): boolean => {
    return isGoing(store.getState().experiment);
  };

  /** Runs one experiment and hands its result on; what went wrong is kept where the learner looks. */
  const conduct = async <T>(
    subject: string,
    work: () => Promise<Result<T>>,
    done: (value: T) => void,
  ): Promise<void> => {
    if (isBusy()) return;
    store.getState().setExperiment({ subject, state: 'loading' });
    try {
      const result = await work();
      if (result.ok) done(result.value);
      store.getState().setExperiment(result.ok ? undefined : failureOf(subject, result.problem));
    } catch (error) {
      // Nothing may look as if it still ran.
      store.getState().setExperiment(failureOf(subject, { code: 'unexpected', message: wordsOf(error) }));
      throw error;
    }
  };
  const isRunning = (subject: string) => (): void => store.getState().setExperiment({ subject, state: 'running' });

  return {
    store,
    lab,
    openLesson(lesson) {
      store.getState().go({ kind: 'lesson', id: lesson.id, step: 'question' });
      if (isBusy() || isLive(host.stores.session.getState().session)) return;
      void lab.remember().then(() => experimenter.show(fileNameOf(lesson), lesson.scenario));
    },
    runLesson(lesson, which) {
      const subject = `lesson:${lesson.id}:${which}`;
      const work = async (): Promise<Result<RunRecord>> => {
        const changed = which === 'after' ? remedied(lesson) : ok(lesson.scenario);
        if (!changed.ok) return changed;
        await lab.remember();
        return experimenter.run(fileNameOf(lesson), changed.value, isRunning(subject));
      };
      return conduct(subject, work, (run) => {
        const mark = which === 'before' ? markOf(lesson, store, run) : undefined;
        store.getState().takeRun(lesson.id, which, run, mark);
      });
    },
    runMyth(myth) {
      const subject = `myth:${myth.id}`;
      const { experiment } = myth;
      if (experiment.kind === 'run') {
        const work = async (): Promise<Result<RunRecord>> => {
          await lab.remember();
          return experimenter.run(fileNameOf(myth), experiment.scenario, isRunning(subject));
        };
        return conduct(subject, work, (run) => store.getState().takeVerdict(myth.id, verdictOfRun(experiment, run)));
      }
      return conduct(
        subject,
        () => host.link.call('myth.probe', { probe: experiment.probe }),
        (result) => store.getState().takeVerdict(myth.id, experiment.judge(result)),
      );
    },
    async stop() {
      if (isBusy()) await host.actions.stop();
    },
    beginAnew(lesson) {
      const { beginAnew, go, experiment, setExperiment } = store.getState();
      beginAnew(lesson.id);
      if (experiment?.state === 'failed') setExperiment(undefined);
      go({ kind: 'lesson', id: lesson.id, step: 'question' });
    },
  };
}

const wordsOf = (error: unknown): string =>
  `The experiment broke off: ${error instanceof Error ? error.message : String(error)}. Run it again.`;

const failureOf = (subject: string, { code, message }: Problem): Experiment => ({
  subject,
  state: 'failed',
  message,
  stopped: code === 'stopped',
});

/** How the lesson went; undefined when its run did not answer the question. */
function markOf(lesson: Lesson, store: LearnStore, run: RunRecord): LessonMark | undefined {
  const outcome = outcomeOf(lesson, run);
  if (!outcome.told) return undefined;
  const { answer } = outcome;
  const guess = store.getState().guesses[lesson.id];
  return {
    guess,
    answer,
    closeness: guess === undefined ? undefined : judgePrediction(lesson.prediction, guess, answer),
  };
}
