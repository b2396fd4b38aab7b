import type { FileHandle } from 'node:fs/promises';
import { readFrame } from '../../shared/frame/codec.ts';
import type { FrameView } from '../../shared/frame/frame.ts';
import { RecordError } from '../../shared/records/record-format.ts';
import {
  createSummaryTally,
  maxSummaryBytes,
  type RecordSummary,
  recordSummary,
  type SummaryTally,
} from '../../shared/records/record-summary.ts';
import type { Recording } from './read-recording.ts';

/** `cut`: it breaks off where the program or the disk gave up; `damaged`: something else stands where a chunk should. */
export type RecordingState = 'whole' | 'cut' | 'damaged';

export interface Summarised {
  readonly summary: RecordSummary;
  readonly state: RecordingState;
}

/**
 * The summary that a recorder left as the last chunk of the file, or undefined where there is none. Reads the file's end only:
 * that takes the same time however long the recording is.
 */
export async function readLastSummary(file: FileHandle, bytes: number): Promise<RecordSummary | undefined> {
  const length = Math.min(bytes, maxSummaryBytes);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, bytes - length);
  const at = buffer.lastIndexOf('{"kind":"summary","value":');
  // The chunk's head says how long it is: to the end of the file, or the text was something else's.
  if (bytesRead !== length || at < 8 || buffer.readUInt32LE(at - 4) !== length - at) return undefined;
  const read = recordSummary.safeParse(valueIn(buffer.toString('utf8', at)));
  return read.success ? read.data : undefined;
}

/** Reads the recording whole, up to where it breaks off. `halt` ends it early, with what was read so far. */
export async function summarise({ chunks, header }: Recording, halt: () => boolean = () => false): Promise<Summarised> {
  const tally = createSummaryTally();
  let newest: FrameView | undefined;
  let state: RecordingState = 'cut';
  try {
    for await (const chunk of chunks) {
      if (halt()) break;
      if (chunk.kind === 'json') {
        const kind = tellNote(tally, chunk.value);
        // Older recordings end with their report.
        if (kind === 'report' || kind === 'summary') state = 'whole';
        continue;
      }
      const frame = readFrame(chunk.frame);
      if (frame === undefined || frame.flowCount !== header.flows.length) throw new RecordError('a frame is damaged');
      tellFrame(tally, frame);
      newest = frame;
    }
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    state = 'damaged';
  }
  return { summary: tally.summary(sumsOf(newest), 0), state };
}

function tellFrame(tally: SummaryTally, frame: FrameView): void {
  tally.tick(frame.atMs);
  for (let index = 0; index < frame.repaintCount; index += 1) tally.loss(frame.repaint(index).sentFromMs);
}

function tellNote(tally: SummaryTally, value: unknown): string {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('value' in value)) return '';
  const kind = String(value.kind);
  tally.note(kind, value.value);
  return kind;
}

function sumsOf(frame: FrameView | undefined) {
  const sum = (field: 'sent' | 'delivered' | 'lostProven'): number => {
    let total = 0;
    for (let flow = 0; flow < (frame?.flowCount ?? 0); flow += 1) total += known(frame?.flow(flow, field));
    return total;
  };
  return { sent: sum('sent'), delivered: sum('delivered'), lost: sum('lostProven') };
}

const known = (figure: number | undefined): number => (figure !== undefined && figure >= 0 ? figure : 0);

function valueIn(text: string): unknown {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && 'value' in read ? read.value : undefined;
  } catch {
    return undefined;
  }
}
