import type { Finding } from '../report/finding.ts';
import type { EventReport } from '../report/report.ts';
import type { ChangeMark } from '../telemetry/telemetry.ts';
import type { RecordSummary } from './record-summary.ts';

/** How a file of the recordings' folder stands. */
export type EntryState =
  /** Being written now. */
  | 'recording'
  /** Its end has no summary, so that it is read whole; soon it is one of those below. */
  | 'reading'
  | 'whole'
  /** It breaks off: the program or the disk gave up. What came before can be shown. */
  | 'cut'
  /** Something else stands in it from some point on, or it is no recording at all. */
  | 'damaged'
  /** The system does not let us read it. */
  | 'unreadable';

/** What a list shows of a summary: its size does not depend on what was found and changed. */
export type RecordingTotals = Omit<RecordSummary, 'findings' | 'changes' | 'phases'>;

/** One file of the list. */
export interface RecordingEntry {
  /** The file's name without its folder; what calls refer to. */
  readonly name: string;
  readonly bytes: number;
  readonly state: EntryState;
  /** ISO 8601; by the file's own time where the header cannot be read. */
  readonly recordedAt: string;
  /** The scenario's name; null where the header cannot be read. */
  readonly scenario: string | null;
  readonly flows: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Null where nothing can be read, or not yet. */
  readonly summary: RecordingTotals | null;
  /** Why it cannot be shown whole, in one line. */
  readonly problem: string | null;
}

export interface RecordsView {
  readonly folder: string;
  /** Newest first. */
  readonly entries: readonly RecordingEntry[];
  /** Older files that the list leaves out. */
  readonly omitted: number;
  /** What was deleted and can still be brought back, newest first. */
  readonly deleted: readonly string[];
}

/** Whether the run is being recorded. */
export type RecordingStatus =
  | { readonly phase: 'off' }
  /** The next run will be. */
  | { readonly phase: 'armed' }
  | {
      readonly phase: 'recording';
      readonly name: string;
      /** The scenario's name. */
      readonly scenario: string;
      /** ISO 8601. */
      readonly recordedAt: string;
    };

/** What does not change about the recording that is shown. */
export interface ReplayInfo {
  /** The file's name, and where it lies. */
  readonly name: string;
  readonly path: string;
  readonly recordedAt: string;
  readonly bytes: number;
  /** Its first and last moment, by the run's clock. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly firstLossAtMs: number | null;
  readonly findings: RecordSummary['findings'];
  readonly changes: RecordSummary['changes'];
  /** Why it ends before the run did; null when it does not. */
  readonly problem: string | null;
}

export const replaySpeeds = [0.5, 1, 2, 4] as const;
export type ReplaySpeed = (typeof replaySpeeds)[number];

/** How the recording is played; told with each change, not with each tick: where it stands, the frames say. */
export interface ReplayState {
  readonly playing: boolean;
  readonly speed: ReplaySpeed;
  /** Where it stood when this was told. */
  readonly atMs: number;
}

/** Everything but the frames at one moment of a recording, after a jump. */
export interface ReplayScene {
  readonly events: readonly EventReport[];
  /** Older ones that are not among them. */
  readonly eventsOmitted: number;
  readonly findings: readonly Finding[];
  readonly changes: readonly ChangeMark[];
}

export const exportFormats = ['csv', 'arrow', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A file that comes in pieces: the name it has once it is whole, else how much of it is there. */
export type ReceivedPart = { readonly name: string } | { readonly bytes: number };

/** A larger file is refused: it would have to be carried here in pieces. */
export const maxReceivedBytes = 1_000_000_000;
/** In bytes, before they are written as base64. */
export const receivedPartBytes = 1_000_000;
