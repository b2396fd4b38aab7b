import { createReadStream } from 'node:fs';
import {
  createRecordReader,
  type RecordChunk,
  RecordError,
  type RecordHeader,
  recordHeader,
} from '../../shared/records/record-format.ts';

/** A recording's header, and its chunks in order as they are read; memory holds one chunk at a time. */
export interface Recording {
  readonly header: RecordHeader;
  readonly chunks: AsyncIterable<RecordChunk>;
}

/** Rejects with a `RecordError` where the file is not a recording, and with the system's error where it cannot be read. */
export async function readRecording(file: string): Promise<Recording> {
  const chunks = chunksOf(file);
  const first = await chunks.next();
  if (first.done === true || first.value.kind !== 'json')
    throw new RecordError('expected a recording of Highwater, found an empty file');
  const header = recordHeader.safeParse(first.value.value);
  if (!header.success) throw new RecordError('expected the header of a recording, found something else');
  return { header: header.data, chunks: { [Symbol.asyncIterator]: () => chunks } };
}

async function* chunksOf(file: string): AsyncGenerator<RecordChunk, undefined> {
  const decoder = new TextDecoder();
  const reader = createRecordReader((bytes) => decoder.decode(bytes));
  for await (const bytes of createReadStream(file)) {
    reader.append(bytes as Buffer);
    for (let chunk = reader.next(); chunk !== undefined; chunk = reader.next()) yield chunk;
  }
  // A run that was cut short leaves half a chunk behind; what came before it is good.
  return undefined;
}
