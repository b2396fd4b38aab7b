import { type FileHandle, open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { readFrame } from '../../shared/frame/codec.ts';
import { type RecordChunk, RecordError, type RecordHeader } from '../../shared/records/record-format.ts';
import { reportIn } from '../../shared/records/record-notes.ts';
import type { RecordSummary } from '../../shared/records/record-summary.ts';
import type { RunReport } from '../../shared/report/report.ts';
import { ok, type Result } from '../../shared/result.ts';
import { checkScenario } from '../../shared/scenario/parse.ts';
import type { Scenario } from '../../shared/scenario/scenario.ts';
import { readRecording } from './read-recording.ts';
import { type RecordingState, readLastSummary, summarise } from './summarise.ts';

/** A recording that is open to be shown; the file stays the same one, whatever happens to its name meanwhile. */
export interface RecordingTape {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly header: RecordHeader;
  readonly scenario: Scenario;
  readonly summary: RecordSummary;
  readonly state: RecordingState;
  /** From the beginning; any number of readers at once. */
  read(): Promise<TapeReader>;
  /** Undefined when the run did not end within the recording. */
  report(): Promise<RunReport | undefined>;
  close(): Promise<void>;
}

/** What was written between two moments, in order. */
export interface TapePart {
  readonly frames: readonly ArrayBuffer[];
  readonly notes: readonly TapeNote[];
  /** All up to the wanted moment is read; false when there was more than wanted at once. */
  readonly reached: boolean;
}

export interface TapeNote {
  readonly kind: string;
  readonly value: unknown;
}

export interface TapeReader {
  /** The time of the newest frame that was read; -Infinity at the beginning. */
  readonly atMs: number;
  /** Reads on, up to and with `untilMs`. Rejects with a `RecordError` where the file is damaged, once all before it was given out. */
  next(untilMs: number, maxBytes: number): Promise<TapePart>;
  close(): Promise<void>;
}

/** Rejects with a `RecordError` or the system's error; a scenario that this version does not know is refused in one line. */
export async function openTape(path: string): Promise<Result<RecordingTape>> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { header, chunks } = await readRecording(file);
    await chunks.return(undefined);
    const scenario = checkScenario(header.scenario);
    if (scenario.ok) requireSockets(header, scenario.value);
    if (!scenario.ok) {
      await file.close();
      return scenario;
    }
    return ok(tapeOf(file, path, size, header, scenario.value, await summaryOf(file, size)));
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** What is drawn for a frame is looked up in the scenario. */
function requireSockets({ flows, sockets }: RecordHeader, scenario: Scenario): void {
  const known = new Set(scenario.sockets.map(({ id }) => id));
  const named = [...sockets.map(({ id }) => id), ...flows.flatMap(({ from, to }) => [from, to])];
  const stranger = named.find((id) => !known.has(id));
  if (stranger !== undefined)
    throw new RecordError(`expected sockets of its scenario, found "${stranger.slice(0, 80)}"`);
}

async function summaryOf(file: FileHandle, size: number): Promise<Pick<RecordingTape, 'summary' | 'state'>> {
  const summary = await readLastSummary(file, size);
  return summary === undefined ? summarise(await readRecording(file)) : { summary, state: 'whole' };
}

function tapeOf(
  file: FileHandle,
  path: string,
  bytes: number,
  header: RecordHeader,
  scenario: Scenario,
  { summary, state }: Pick<RecordingTape, 'summary' | 'state'>,
): RecordingTape {
  return {
    name: basename(path),
    path: resolve(path),
    bytes,
    header,
    scenario,
    summary,
    state,
    read: async () => createReader((await readRecording(file)).chunks, header.flows.length, header.sockets.length),
    report: async () => {
      if (!summary.reported) return undefined;
      for await (const chunk of (await readRecording(file)).chunks) {
        const note = noteIn(chunk);
        if (note?.kind === 'report') return reportIn(note.value);
      }
      return undefined;
    },
    close: () => file.close(),
  };
}

function createReader(chunks: AsyncGenerator<RecordChunk, undefined>, flows: number, sockets: number): TapeReader {
  /** Read already, and later than what was wanted. */
  let ahead: { readonly frame: ArrayBuffer; readonly atMs: number } | undefined;
  let atMs = Number.NEGATIVE_INFINITY;
  /** What is against reading on; told once all before it was given out. */
  let failure: unknown;

  const nextFrame = async (notes: TapeNote[]): Promise<typeof ahead> => {
    if (ahead !== undefined) return ahead;
    for (;;) {
      const { value: chunk } = await chunks.next();
      if (chunk === undefined) return undefined;
      const note = noteIn(chunk);
      if (note !== undefined) notes.push(note);
      if (chunk.kind !== 'frame') continue;
      const view = readFrame(chunk.frame);
      if (view?.flowCount !== flows || view.socketCount !== sockets)
        throw new RecordError('expected a frame of the recording, found damaged data');
      return { frame: chunk.frame, atMs: view.atMs };
    }
  };
  return {
    get atMs() {
      return atMs;
    },
    async next(untilMs, maxBytes) {
      if (failure !== undefined) throw failure;
      const frames: ArrayBuffer[] = [];
      const notes: TapeNote[] = [];
      for (let bytes = 0; bytes < maxBytes; ) {
        try {
          ahead = await nextFrame(notes);
        } catch (error) {
          failure = error;
          break;
        }
        const frame = ahead;
        if (frame === undefined || frame.atMs > untilMs) return { frames, notes, reached: true };
        ahead = undefined;
        frames.push(frame.frame);
        atMs = frame.atMs;
        bytes += frame.frame.byteLength;
      }
      return { frames, notes, reached: false };
    },
    close: async () => {
      await chunks.return(undefined);
    },
  };
}

function noteIn(chunk: RecordChunk): TapeNote | undefined {
  if (chunk.kind !== 'json') return undefined;
  const { value } = chunk;
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('value' in value)) return undefined;
  return { kind: String(value.kind), value: value.value };
}
