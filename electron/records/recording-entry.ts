import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { RecordError, type RecordHeader } from '../../shared/records/record-format.ts';
import type { RecordSummary } from '../../shared/records/record-summary.ts';
import type { RecordingEntry, RecordingTotals } from '../../shared/records/records-view.ts';
import { fileReason } from './file-problem.ts';
import { readRecording } from './read-recording.ts';
import { type RecordingState, readLastSummary, summarise } from './summarise.ts';

/** What is known of a file before it is opened. */
export interface FoundFile {
  readonly folder: string;
  readonly name: string;
  readonly bytes: number;
  readonly changedMs: number;
}

/** A file's entry from its first and its last bytes, whatever its length; `reading` where only the whole of it would tell. */
export async function readEntry(found: FoundFile): Promise<RecordingEntry> {
  try {
    const file = await open(join(found.folder, found.name));
    try {
      const { header, chunks } = await readRecording(file);
      await chunks.return(undefined);
      const summary = await readLastSummary(file, found.bytes);
      if (summary === undefined) return { ...headEntry(found, header), state: 'reading' };
      return { ...headEntry(found, header), summary: totalsOf(summary), state: 'whole' };
    } finally {
      await file.close();
    }
  } catch (error) {
    return refusedEntry(found, error);
  }
}

/** The same from the whole of the file. */
export async function readEntryWhole(found: FoundFile, halt: () => boolean): Promise<RecordingEntry> {
  let file: FileHandle | undefined;
  try {
    file = await open(join(found.folder, found.name));
    const recording = await readRecording(file);
    const { summary, state } = await summarise(recording, halt);
    const problem = problemOf(state, summary.frames);
    const totals = summary.frames === 0 ? null : totalsOf(summary);
    return { ...headEntry(found, recording.header), summary: totals, state, problem };
  } catch (error) {
    return refusedEntry(found, error);
  } finally {
    await file?.close();
  }
}

/** Why a recording ends early, in one line. */
export function problemOf(state: RecordingState, frames: number): string | null {
  if (state === 'whole') return null;
  if (frames === 0) return 'It breaks off before the first figures: nothing of it can be shown.';
  return state === 'cut'
    ? 'It was cut short: the program or the disk gave up. What came before is shown.'
    : 'It is damaged from some point on. What came before is shown.';
}

const totalsOf = ({ findings: _, changes: __, phases: ___, ...totals }: RecordSummary): RecordingTotals => totals;

/** Of a file that is being written now. */
export const writtenEntry = (
  found: FoundFile,
  { scenario, recordedAt }: Pick<RecordingEntry, 'scenario' | 'recordedAt'>,
): RecordingEntry => ({ ...bareEntry(found), scenario, recordedAt, state: 'recording' });

const bareEntry = ({ name, bytes, changedMs }: FoundFile) => ({
  name,
  bytes,
  recordedAt: new Date(changedMs).toISOString(),
  scenario: null,
  flows: 0,
  versions: {},
  summary: null,
  problem: null,
});

const headEntry = (found: FoundFile, header: RecordHeader) => ({
  ...bareEntry(found),
  recordedAt: Number.isNaN(Date.parse(header.recordedAt)) ? bareEntry(found).recordedAt : header.recordedAt,
  scenario: scenarioName(header.scenario),
  flows: header.flows.length,
  versions: header.versions,
});

function scenarioName(scenario: unknown): string | null {
  if (typeof scenario !== 'object' || scenario === null || !('name' in scenario)) return null;
  return typeof scenario.name === 'string' ? scenario.name.slice(0, 200) : null;
}

function refusedEntry(found: FoundFile, error: unknown): RecordingEntry {
  if (error instanceof RecordError)
    return {
      ...bareEntry(found),
      state: 'damaged',
      problem: 'It is no recording of Highwater, or its beginning is damaged.',
    };
  return { ...bareEntry(found), state: 'unreadable', problem: `It cannot be read: ${fileReason(error)}.` };
}
