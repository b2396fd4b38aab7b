import { createWriteStream, type WriteStream } from 'node:fs';
import { createFrameWriter, type FrameWriter } from '../../shared/frame/codec.ts';
import {
  chunkFrame,
  chunkJson,
  encodeChunk,
  type RecordHeader,
  recordMagic,
} from '../../shared/records/record-format.ts';
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

interface RecordingEnd {
  readonly ticksLeftOut: number;
  /** The system's error when the file could not be written to its end; what was written before it can be read. */
  readonly failure: Error | undefined;
}

const maxWaitingBytes = 8 * 1024 * 1024;

/** Opens the file before anything runs; rejects with the system's error when it cannot be written. */
export async function createRecorder(file: string, header: RecordHeader): Promise<Recorder> {
  const stream = await open(file);
  const writer: FrameWriter = createFrameWriter(header.flows.length, header.sockets.length);
  let frameNumber = 0;
  let ticksLeftOut = 0;
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure ??= error;
  });
  const write = (bytes: Uint8Array | string): void => {
    if (failure === undefined) stream.write(bytes);
  };
  const json = (value: unknown): void => write(encodeChunk(chunkJson, Buffer.from(JSON.stringify(value))));
  write(recordMagic);
  json(header);
  return {
    tick(atMs, flows, sockets) {
      if (stream.writableLength > maxWaitingBytes) {
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
      const frame = writer.finish({ runId: 1, frameNumber, atMs, ticksFolded: 1 });
      write(encodeChunk(chunkFrame, new Uint8Array(frame)));
    },
    repaint(flow, sentFromMs, sentToMs, count) {
      writer.addRepaint({ flow, sentFromMs, sentToMs: Math.max(sentFromMs, sentToMs), count });
    },
    note: (kind, value) => json({ kind, value }),
    async close() {
      if (failure === undefined) {
        await new Promise<void>((resolve) => {
          stream.end((error?: Error | null) => {
            failure ??= error ?? undefined;
            resolve();
          });
        });
      }
      return { ticksLeftOut, failure };
    },
  };
}

const open = (file: string): Promise<WriteStream> =>
  new Promise((resolve, reject) => {
    const stream = createWriteStream(file);
    stream.once('open', () => resolve(stream));
    stream.once('error', reject);
  });
