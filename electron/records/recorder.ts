import { createWriteStream, type WriteStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { createFrameWriter, type FrameWriter } from '../../shared/frame/codec.ts';
import {
  chunkFrame,
  chunkJson,
  encodeChunk,
  type RecordHeader,
  recordMagic,
} from '../../shared/records/record-format.ts';
import { createSummaryTally } from '../../shared/records/record-summary.ts';
import type { FlowFigures, SocketFigures } from '../../shared/telemetry/fields.ts';

/** Writes a run into a file as it happens. When the disk cannot follow, ticks are left out and counted. */
export interface Recorder {
  tick(atMs: number, flows: readonly Readonly<FlowFigures>[], sockets: readonly Readonly<SocketFigures>[]): void;
  repaint(flow: number, sentFromMs: number, sentToMs: number, count: number): void;
  /** Events, findings, changes, the report: anything that JSON can hold. */
  note(kind: string, value: unknown): void;
  /** Resolves when everything is on the disk, or with why it is not. */
  close(): Promise<RecordingEnd>;
}

export interface RecordingEnd {
  readonly ticksLeftOut: number;
  /** The system's error when the file could not be written to its end; what was written before it can be read. */
  readonly failure: Error | undefined;
}

export interface RecorderOptions {
  /** Told once, as soon as the file cannot be written any further. */
  readonly onFailure?: (error: Error) => void;
}

const maxWaitingBytes = 8 * 1024 * 1024;

/** Opens the file and begins at once; rejects with the system's error when it cannot be written. */
export async function createRecorder(
  file: string | FileHandle,
  header: RecordHeader,
  options?: RecorderOptions,
): Promise<Recorder> {
  return (await openRecordingFile(file, options)).begin(header);
}

/** A file that is open for a recording whose header is not known yet. */
interface RecordingFile {
  begin(header: RecordHeader): Recorder;
}

/**
 * Opens the file before anything runs; rejects with the system's error when it cannot be written. A file that was opened by the
 * caller is closed with the recording.
 */
export async function openRecordingFile(
  file: string | FileHandle,
  { onFailure = () => undefined }: RecorderOptions = {},
): Promise<RecordingFile> {
  const stream = typeof file === 'string' ? await open(file) : file.createWriteStream();
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    if (failure === undefined) onFailure(error);
    failure ??= error;
  };
  stream.on('error', fail);
  const sink: Sink = {
    write: (bytes) => {
      if (failure === undefined) stream.write(bytes);
    },
    waitingBytes: () => stream.writableLength,
    end: async () => {
      if (failure === undefined) await ended(stream).catch(fail);
      return failure;
    },
  };
  return { begin: (header) => begin(sink, header) };
}

interface Sink {
  write(bytes: Uint8Array | string): void;
  waitingBytes(): number;
  /** Resolves when everything is on the disk, with the error that was against it. */
  end(): Promise<Error | undefined>;
}

function begin(sink: Sink, header: RecordHeader): Recorder {
  const writer: FrameWriter = createFrameWriter(header.flows.length, header.sockets.length);
  const tally = createSummaryTally();
  let sums = sumsOf([]);
  let frameNumber = 0;
  let ticksLeftOut = 0;
  const json = (value: unknown): void => sink.write(encodeChunk(chunkJson, Buffer.from(JSON.stringify(value))));
  sink.write(recordMagic);
  json(header);
  return {
    tick(atMs, flows, sockets) {
      if (sink.waitingBytes() > maxWaitingBytes) {
        ticksLeftOut += 1;
        return;
      }
      flows.forEach((figures, index) => {
        writer.setFlowFigures(index, figures);
      });
      sockets.forEach((figures, index) => {
        writer.setSocketFigures(index, figures);
      });
      frameNumber += 1;
      sums = sumsOf(flows);
      tally.tick(atMs);
      const frame = writer.finish({ runId: 1, frameNumber, atMs, ticksFolded: 1 });
      sink.write(encodeChunk(chunkFrame, new Uint8Array(frame)));
    },
    repaint(flow, sentFromMs, sentToMs, count) {
      tally.loss(sentFromMs);
      writer.addRepaint({ flow, sentFromMs, sentToMs: Math.max(sentFromMs, sentToMs), count });
    },
    note: (kind, value) => {
      tally.note(kind, value);
      json({ kind, value });
    },
    async close() {
      json({ kind: 'summary', value: tally.summary(sums, ticksLeftOut) });
      return { ticksLeftOut, failure: await sink.end() };
    },
  };
}

const sumsOf = (flows: readonly Readonly<FlowFigures>[]) => ({
  sent: flows.reduce((sum, { sent }) => sum + sent, 0),
  delivered: flows.reduce((sum, { delivered }) => sum + delivered, 0),
  lost: flows.reduce((sum, { lostProven }) => sum + lostProven, 0),
});

const ended = (stream: WriteStream): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.end((error?: Error | null) => (error ? reject(error) : resolve()));
  });

const open = (file: string): Promise<WriteStream> =>
  new Promise((resolve, reject) => {
    const stream = createWriteStream(file);
    stream.once('open', () => resolve(stream));
    stream.once('error', reject);
  });
