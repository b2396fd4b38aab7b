import type { OptionValue, Scenario } from '../scenario/scenario.ts';
import type { Figure } from './figure.ts';
import type { Prediction, PredictionValue } from './prediction.ts';
import type { Reference } from './reference.ts';
import type { RunRecord } from './run-record.ts';

/** The course's parts, in their order. */
export const chapters = [
  { id: 'queues', title: 'Where messages wait' },
  { id: 'publish', title: 'Publish and subscribe' },
  { id: 'ends', title: 'Peers that go away' },
  { id: 'causes', title: 'Telling causes apart' },
] as const;

type ChapterId = (typeof chapters)[number]['id'];

/**
 * One short lesson. Whatever it says about a result is computed from the run that was just made; the texts that stand here
 * ask, and explain afterwards.
 */
export interface Lesson {
  readonly id: string;
  readonly chapter: ChapterId;
  readonly title: string;
  readonly question: string;
  readonly prediction: Prediction;
  /** Its description says what the sockets do. */
  readonly scenario: Scenario;
  /** The id of the flow whose tanks and charts are the point. */
  readonly watch: string;
  /** A socket that is asked for more than any machine can send, where that is the point: pace does not hold it against the run. */
  readonly beyondReach?: string;
  /** What the run answered to the question; undefined when it did not get so far (it was stopped, or nothing arrived). */
  readonly answer: (run: RunRecord) => PredictionValue | undefined;
  /** What happened, in a sentence or two with the run's own figures. */
  readonly reveal: (run: RunRecord) => string;
  /** The same list for each run of the lesson, so that two runs can stand side by side. */
  readonly figures: (run: RunRecord) => readonly Figure[];
  /** Where several lines are compared, all of them, for the reveal. */
  readonly table?: LessonTable;
  readonly remedy: LessonRemedy;
  /** Two sentences. */
  readonly why: string;
  readonly references: readonly Reference[];
}

/** What is changed stands as values by path, or as a whole scenario where no path reaches it: a type, a literal endpoint. */
type LessonRemedy = RemedyWords &
  ({ readonly set: Readonly<Record<string, OptionValue>> } | { readonly scenario: Scenario });

interface RemedyWords {
  /** What is changed, as an invitation. */
  readonly sentence: string;
  /** What the change did, from the figures of both runs. */
  readonly compare: (before: RunRecord, after: RunRecord) => string;
}

export interface LessonTable {
  readonly columns: readonly string[];
  /** One figure for each column. */
  readonly rows: (run: RunRecord) => readonly { readonly label: string; readonly figures: readonly Figure[] }[];
}
