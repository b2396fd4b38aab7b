import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { RecordError, recordMagic } from '../../../shared/records/record-format.ts';
import { maxReceivedBytes, type ReceivedPart } from '../../../shared/records/records-view.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { fileReason } from '../../records/file-problem.ts';
import { readRecording } from '../../records/read-recording.ts';
import { importedName, openFreeName } from '../../records/recording-name.ts';

export interface Piece {
  readonly name: string;
  readonly atByte: number;
  readonly totalBytes: number;
  /** In base64. */
  readonly data: string;
}

/** Takes a recording that comes in pieces, in order, one at a time; nothing shows in the folder until it is whole. */
export interface RecordingReceiver {
  take(piece: Piece): Promise<Result<ReceivedPart>>;
  /** Drops what came only in part. */
  close(): Promise<void>;
}

interface Incoming {
  readonly name: string;
  readonly totalBytes: number;
  readonly path: string;
  readonly file: FileHandle;
  bytes: number;
}

export function createRecordingReceiver(folder: string): RecordingReceiver {
  let incoming: Incoming | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const drop = async (): Promise<void> => {
    const dropped = incoming;
    incoming = undefined;
    await dropped?.file.close().catch(() => undefined);
    if (dropped !== undefined) await unlink(dropped.path).catch(() => undefined);
  };
  const begin = async ({ name, totalBytes }: Piece, bytes: Buffer): Promise<Result<Incoming>> => {
    await drop();
    if (bytes.toString('latin1', 0, recordMagic.length) !== recordMagic)
      return fail('bad-recording', `${name}: expected a recording of Highwater, found something else.`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `.${randomBytes(8).toString('hex')}.hwrec.part`);
    incoming = { name, totalBytes, path, file: await open(path, 'wx'), bytes: 0 };
    return ok(incoming);
  };
  const finish = async ({ name, path, file }: Incoming): Promise<Result<ReceivedPart>> => {
    await file.close();
    const { chunks } = await readRecording(path);
    await chunks.return(undefined);
    const free = await openFreeName(folder, importedName(name));
    await free.file.close();
    await rename(path, free.path);
    incoming = undefined;
    return ok({ name: free.name });
  };
  const take = async (piece: Piece): Promise<Result<ReceivedPart>> => {
    const bytes = Buffer.from(piece.data, 'base64');
    const begun = piece.atByte === 0 ? await begin(piece, bytes) : goingOn(incoming, piece);
    if (!begun.ok) return begun;
    const into = begun.value;
    if (into.bytes + bytes.length > Math.min(into.totalBytes, maxReceivedBytes)) {
      await drop();
      return fail('bad-part', `${piece.name}: expected ${piece.totalBytes} bytes, found more.`);
    }
    await into.file.write(bytes, 0, bytes.length, into.bytes);
    into.bytes += bytes.length;
    return into.bytes === into.totalBytes ? await finish(into) : ok({ bytes: into.bytes });
  };

  const takeSafely = async (piece: Piece): Promise<Result<ReceivedPart>> => {
    try {
      return await take(piece);
    } catch (error) {
      await drop();
      return error instanceof RecordError
        ? fail('bad-recording', `${piece.name}: ${error.message}.`)
        : fail('unwritable-recordings', `${piece.name} could not be copied into ${folder}: ${fileReason(error)}.`);
    }
  };
  return {
    take: (piece) => {
      const taken = turn.then(() => takeSafely(piece));
      turn = taken;
      return taken;
    },
    close: async () => {
      await turn;
      await drop();
    },
  };
}

function goingOn(incoming: Incoming | undefined, { name, atByte, totalBytes }: Piece): Result<Incoming> {
  if (incoming?.name === name && incoming.totalBytes === totalBytes && incoming.bytes === atByte) return ok(incoming);
  return fail('bad-part', `${name}: this piece does not follow the one before; bring the file again.`);
}
