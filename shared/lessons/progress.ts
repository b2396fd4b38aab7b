import type { VerdictWord } from './myth.ts';
import type { Closeness, PredictionValue } from './prediction.ts';

/** What a learner has done so far; kept on their machine. */
export interface Progress {
  /** By lesson id. */
  readonly lessons: Readonly<Record<string, LessonMark>>;
  /** By myth id: the verdict of the last experiment that showed something. */
  readonly myths: Readonly<Record<string, VerdictWord>>;
}

/** How a finished lesson went: the guess, what the run answered, and how they compare. */
export interface LessonMark {
  readonly guess: PredictionValue | undefined;
  readonly answer: PredictionValue;
  /** Undefined when nothing was predicted. */
  readonly closeness: Closeness | undefined;
}

export const noProgress: Progress = { lessons: {}, myths: {} };

export const withLesson = (progress: Progress, id: string, mark: LessonMark): Progress => ({
  ...progress,
  lessons: { ...progress.lessons, [id]: mark },
});

/** An experiment that showed nothing takes nothing back of what one showed before. */
export const withMyth = (progress: Progress, id: string, verdict: VerdictWord): Progress =>
  verdict === 'not shown' && Object.hasOwn(progress.myths, id)
    ? progress
    : { ...progress, myths: { ...progress.myths, [id]: verdict } };

/** The first lesson that is not done, in the order of the course; undefined when all are. */
export const nextLesson = (progress: Progress, ids: readonly string[]): string | undefined =>
  ids.find((id) => !Object.hasOwn(progress.lessons, id));

export const printProgress = (progress: Progress): string => JSON.stringify({ version: 1, ...progress });

/** Reads what `printProgress` wrote. Text of another version, or that somebody changed, costs what cannot be read, nothing else. */
export const readProgress = (text: string | null): Progress => {
  const found = parse(text);
  return {
    lessons: readEntries(found.lessons, readMark),
    myths: readEntries(found.myths, (value) => verdicts.find((verdict) => verdict === value)),
  };
};

const verdicts: readonly VerdictWord[] = ['refuted', 'confirmed', 'not shown'];
const degrees: readonly Closeness[] = ['right', 'close', 'off'];
/** Ids are short and few; more than this was not written here. */
const mostEntries = 500;

const parse = (text: string | null): { readonly lessons?: unknown; readonly myths?: unknown } => {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readEntries = <T>(value: unknown, read: (entry: unknown) => T | undefined): Readonly<Record<string, T>> => {
  const entries = isRecord(value) ? Object.entries(value).slice(0, mostEntries) : [];
  return Object.fromEntries(
    entries.flatMap(([id, entry]) => {
      const known = read(entry);
      return known === undefined || id === '__proto__' ? [] : [[id, known]];
    }),
  );
};

const readMark = (value: unknown): LessonMark | undefined => {
  if (!isRecord(value)) return undefined;
  const answer = readValue(value.answer);
  if (answer === undefined) return undefined;
  return { guess: readValue(value.guess), answer, closeness: degrees.find((degree) => degree === value.closeness) };
};

const readValue = (value: unknown): PredictionValue | undefined =>
  typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)) ? value : undefined;
