import type { Lesson } from './lesson.ts';
import { type MythVerdict, notShown, type RunExperiment } from './myth.ts';
import { tooSlow } from './pace.ts';
import type { PredictionValue } from './prediction.ts';
import type { RunRecord } from './run-record.ts';

/** What a run has to say: the answer to the question, or in one line why it has none. */
export type Outcome =
  | { readonly told: true; readonly answer: PredictionValue }
  | { readonly told: false; readonly why: string };

const untold = 'This run did not get far enough to answer the question. Run it again.';

/** No answer at all rather than one that speaks of a busy machine. */
export const outcomeOf = (lesson: Lesson, run: RunRecord): Outcome => {
  const slow = tooSlow(run, lesson.beyondReach);
  if (slow !== undefined) return { told: false, why: slow };
  const answer = lesson.answer(run);
  return answer === undefined ? { told: false, why: untold } : { told: true, answer };
};

/** What the remedy did, from both runs. */
export const remedyOutcome = ({ remedy, beyondReach }: Lesson, before: RunRecord, after: RunRecord): Outcome => {
  const slow = tooSlow(before, beyondReach) ?? tooSlow(after);
  return slow === undefined ? { told: true, answer: remedy.compare(before, after) } : { told: false, why: slow };
};

export const verdictOfRun = ({ judge }: RunExperiment, run: RunRecord): MythVerdict => {
  const slow = tooSlow(run);
  return slow === undefined ? judge(run) : notShown(slow, judge(run).figures);
};
