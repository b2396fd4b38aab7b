import { z } from '../scenario/zod.ts';

/**
 * A recording: the line `HWREC1\n`, then chunks of [u32 kind][u32 length][payload], little endian. Kind 1 is JSON text, kind 2
 * a frame as it went to the window. The first chunk is the header; the last one, where the recording was closed, its summary.
 */
export const recordMagic = 'HWREC1\n';
export const chunkJson = 1;
export const chunkFrame = 2;
const chunkHead = 8;
/** No scenario of ours makes a larger chunk; a file that claims one is not a recording. */
const maxChunkBytes = 64 * 1024 * 1024;

const flow = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  link: z.string(),
  transport: z.enum(['tcp', 'ipc', 'inproc']),
  fromType: z.string(),
  toType: z.string(),
  direction: z.enum(['forward', 'reply']),
  endpoint: z.string(),
});

/** What a recording begins with: enough to draw it, and the scenario to run it again. */
export const recordHeader = z.object({
  kind: z.literal('header'),
  highwater: z.literal(1),
  recordedAt: z.string(),
  scenario: z.unknown(),
  flows: z.array(flow).max(20_000),
  sockets: z.array(z.object({ id: z.string(), type: z.string() })).max(10_000),
  versions: z.record(z.string(), z.string()),
});
export type RecordHeader = z.infer<typeof recordHeader>;

export type RecordChunk =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'frame'; readonly frame: ArrayBuffer };

export function encodeChunk(kind: typeof chunkJson | typeof chunkFrame, payload: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(chunkHead + payload.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, kind, true);
  view.setUint32(4, payload.length, true);
  chunk.set(payload, chunkHead);
  return chunk;
}

/** Reads a recording from bytes as they come; `next` answers undefined when it needs more, and throws where the file is damaged. */
export interface RecordReader {
  append(bytes: Uint8Array): void;
  next(): RecordChunk | undefined;
  /** Bytes that belong to a chunk whose end has not come. */
  readonly pendingBytes: number;
}

/** The file is not a recording, or it is damaged from here on. */
export class RecordError extends Error {
  readonly code = 'bad-recording';
}

export function createRecordReader(decodeText: (bytes: Uint8Array) => string): RecordReader {
  const arrived: Uint8Array[] = [];
  let pending = new Uint8Array(0);
  let pendingBytes = 0;
  let started = false;

  /** Whether so many bytes are there. They are joined only then: a chunk that claims 64 MiB must not be copied with each of its pieces. */
  const has = (bytes: number): boolean => {
    if (pendingBytes < bytes) return false;
    if (pending.length < bytes) pending = joined(pending, arrived.splice(0), pendingBytes);
    return true;
  };

  const take = (bytes: number): Uint8Array => {
    const taken = pending.subarray(0, bytes);
    pending = pending.subarray(bytes);
    pendingBytes -= bytes;
    return taken;
  };

  const start = (): boolean => {
    if (!has(recordMagic.length)) return false;
    if (decodeText(take(recordMagic.length)) !== recordMagic) {
      throw new RecordError('expected a recording of Highwater, found something else');
    }
    started = true;
    return true;
  };

  return {
    append(bytes) {
      arrived.push(bytes);
      pendingBytes += bytes.length;
    },
    next() {
      if ((!started && !start()) || !has(chunkHead)) return undefined;
      const view = new DataView(pending.buffer, pending.byteOffset, pending.byteLength);
      const kind = view.getUint32(0, true);
      const length = view.getUint32(4, true);
      if (length > maxChunkBytes || (kind !== chunkJson && kind !== chunkFrame)) {
        throw new RecordError('expected a chunk of a recording, found damaged data');
      }
      if (!has(chunkHead + length)) return undefined;
      take(chunkHead);
      const payload = take(length);
      if (kind === chunkFrame) return { kind: 'frame', frame: payload.slice().buffer };
      return { kind: 'json', value: parse(decodeText(payload)) };
    },
    get pendingBytes() {
      return pendingBytes;
    },
  };
}

function joined(first: Uint8Array, rest: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(bytes);
  all.set(first);
  let at = first.length;
  for (const part of rest) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RecordError('expected JSON in a chunk of the recording, found damaged text');
  }
}
