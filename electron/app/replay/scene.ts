import type { WindowSink } from '../../../shared/contract.ts';
import { changesIn, eventsIn, findingsIn } from '../../../shared/records/record-notes.ts';
import type { ReplayScene } from '../../../shared/records/records-view.ts';
import type { TapeNote } from '../../records/recording-tape.ts';

/** What the window holds, and no more. */
const maxEvents = 1_000;
const maxChanges = 400;

/** Everything but the figures, as far as the recording was read. It is checked only when it is told: most of it never is. */
export interface Scene {
  clear(): void;
  take(note: TapeNote): void;
  now(): ReplayScene;
}

export function createScene(): Scene {
  let events: unknown[] = [];
  let eventsOmitted = 0;
  let findings: unknown = [];
  let changes: unknown[] = [];

  const takes: Readonly<Record<string, (value: unknown) => void>> = {
    events: (value) => {
      if (Array.isArray(value)) events.push(...value.slice(-maxEvents));
      const over = Math.max(0, events.length - maxEvents);
      if (over > 0) events = events.slice(over);
      eventsOmitted += over;
    },
    findings: (value) => {
      findings = value;
    },
    change: (value) => {
      changes = [...changes.slice(1 - maxChanges), value];
    },
  };
  return {
    clear: () => {
      events = [];
      eventsOmitted = 0;
      findings = [];
      changes = [];
    },
    take: ({ kind, value }) => takes[kind]?.(value),
    now: () => ({
      events: eventsIn(events),
      eventsOmitted,
      findings: findingsIn(findings),
      changes: changesIn(changes),
    }),
  };
}

const tells: Readonly<Record<string, (value: unknown, tell: WindowSink['event']) => void>> = {
  events: (value, tell) => tell('monitor.events', eventsIn(value)),
  findings: (value, tell) => tell('findings.changed', findingsIn(value)),
  change: (value, tell) => {
    for (const mark of changesIn([value])) tell('change.made', mark);
  },
};

/** While it plays, a note is told as the run told it. */
export const tellNote = ({ kind, value }: TapeNote, tell: WindowSink['event']): void => tells[kind]?.(value, tell);
