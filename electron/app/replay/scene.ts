import type { Events, WindowSink } from '../../../shared/contract.ts';
import type { ReplayScene } from '../../../shared/records/records-view.ts';
import type { Finding } from '../../../shared/report/finding.ts';
import type { EventReport } from '../../../shared/report/report.ts';
import type { ChangeMark } from '../../../shared/telemetry/telemetry.ts';
import type { TapeNote } from '../../records/recording-tape.ts';

/** What the window holds, and no more. */
const maxEvents = 1_000;
const maxChanges = 400;

/** Everything but the figures, as far as the recording was read. */
export interface Scene {
  clear(): void;
  take(note: TapeNote): void;
  now(): ReplayScene;
}

export function createScene(): Scene {
  let events: EventReport[] = [];
  let eventsOmitted = 0;
  let findings: readonly Finding[] = [];
  let changes: ChangeMark[] = [];

  const takes: Readonly<Record<string, (value: unknown) => void>> = {
    events: (value) => {
      events.push(...listOf<EventReport>(value));
      const over = Math.max(0, events.length - maxEvents);
      if (over > 0) events = events.slice(over);
      eventsOmitted += over;
    },
    findings: (value) => {
      findings = listOf<Finding>(value);
    },
    change: (value) => {
      changes = [...changes.slice(1 - maxChanges), value as ChangeMark];
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
    now: () => ({ events: [...events], eventsOmitted, findings, changes }),
  };
}

const events: Readonly<Record<string, (value: unknown, tell: WindowSink['event']) => void>> = {
  events: (value, tell) => tell('monitor.events', value as Events['monitor.events']),
  findings: (value, tell) => tell('findings.changed', value as Events['findings.changed']),
  change: (value, tell) => tell('change.made', value as Events['change.made']),
};

/** While it plays, a note is told as the run told it. */
export const tellNote = ({ kind, value }: TapeNote, tell: WindowSink['event']): void => events[kind]?.(value, tell);

const listOf = <T>(value: unknown): readonly T[] => (Array.isArray(value) ? value : []);
