import { type FileHandle, open } from 'node:fs/promises';
import {
  createRecordReader,
  type RecordChunk,
  RecordError,
  type RecordHeader,
  recordHeader,
} from '../../shared/records/record-format.ts';

/** A recording's header, and its chunks in order as they are read; memory holds one piece of the file at a time. */
export interface Recording {
  readonly header: RecordHeader;
  /** Whoever does not read to the end returns it, so that the file is closed. */
  readonly chunks: AsyncGenerator<RecordChunk, undefined>;
}

/**
 * Rejects with a `RecordError` where the file is not a recording, and with the system's error where it cannot be read. A file
 * that was opened by the caller stays open, and is read from its beginning.
 */
export async function readRecording(file: string | FileHandle): Promise<Recording> {
  const chunks = chunksOf(file);
  try {
    return { header: headerOf((await chunks.next()).value), chunks };
  } catch (error) {
    await chunks.return(undefined);
    throw error;
  }
}

function headerOf(first: RecordChunk | undefined): RecordHeader {
  if (first?.kind !== 'json') throw new RecordError('expected a recording of Highwater, found an empty file');
  const header = recordHeader.safeParse(first.value);
  if (!header.success) throw new RecordError('expected the header of a recording, found something else');
  return header.data;
}

async function* chunksOf(file: string | FileHandle): AsyncGenerator<RecordChunk, undefined> {
  const decoder = new TextDecoder();
  const reader = createRecordReader((bytes) => decoder.decode(bytes));
  for await (const bytes of piecesOf(file)) {
    reader.append(bytes);
    for (let chunk = reader.next(); chunk !== undefined; chunk = reader.next()) yield chunk;
  }
  // A run that was cut short leaves half a chunk behind; what came before it is good.
  return undefined;
}

const pieceBytes = 256 * 1024;

async function* piecesOf(file: string | FileHandle): AsyncGenerator<Uint8Array> {
  const handle = typeof file === 'string' ? await open(file) : file;
  try {
    for (let at = 0; ; ) {
      const piece = Buffer.allocUnsafe(pieceBytes);
      const { bytesRead } = await handle.read(piece, 0, pieceBytes, at);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    if (handle !== file) await handle.close();
  }
}
