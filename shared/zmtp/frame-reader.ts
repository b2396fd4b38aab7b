import { flagCommand, flagLong, flagMore, longHeaderBytes, longLength, shortHeaderBytes } from './frame-header.ts';
import { KeptBytes } from './kept-bytes.ts';

/** A chunk and how far it has been read. */
export interface Cursor {
  bytes: Uint8Array;
  at: number;
  end: number;
}

/** How many first bytes of a body are kept; the rest of it is skipped. */
export interface FrameLimits {
  readonly maxBodyBytes: number;
  readonly maxCommandBytes: number;
}

const nothing = new Uint8Array(0);

/**
 * Cuts one direction of a connection into frames (RFC 37, Framing), wherever its chunks begin and end. Between chunks it keeps a
 * header and the first bytes of a body, never more than its limits say.
 */
export class FrameReader {
  /** Of the frame that is complete: its flags, and the length of its body on the wire. */
  flags = 0;
  size = 0;
  /** `bytes[start]` to `bytes[end - 1]` are the body's first bytes; good until the chunk changes. */
  bytes: Uint8Array = nothing;
  start = 0;
  end = 0;
  /** Why what came last is no frame. */
  problem = '';
  readonly #limits: FrameLimits;
  readonly #head = new Uint8Array(longHeaderBytes);
  #headLength = 0;
  #remaining = 0;
  readonly #kept = new KeptBytes();

  constructor(limits: FrameLimits) {
    this.#limits = limits;
  }

  /** The next byte is the first of a header. */
  get isBetweenFrames(): boolean {
    return this.#headLength === 0 && this.#remaining === 0;
  }

  /** Reads on, at least one byte; tells whether that completed a frame, or was none. */
  read(cursor: Cursor): 'frame' | 'broken' | undefined {
    return this.#remaining > 0 ? this.#readBody(cursor) : this.#readHeader(cursor);
  }

  /** Lets go of the chunk that the last frame lay in. */
  release(): void {
    this.bytes = nothing;
    this.start = 0;
    this.end = 0;
  }

  #readHeader(cursor: Cursor): 'frame' | 'broken' | undefined {
    const { bytes, at, end } = cursor;
    if (this.#headLength > 0 || end - at < longHeaderBytes) return this.#readSplitHeader(cursor);
    const flags = bytes[at] ?? 0;
    if ((flags & flagLong) === 0) {
      cursor.at = at + shortHeaderBytes;
      return this.#beginBody(cursor, flags, bytes[at + 1] ?? 0);
    }
    cursor.at = at + longHeaderBytes;
    return this.#beginBody(cursor, flags, longLength(bytes, at + 1));
  }

  #readSplitHeader(cursor: Cursor): 'frame' | 'broken' | undefined {
    this.#head[this.#headLength] = cursor.bytes[cursor.at] ?? 0;
    this.#headLength += 1;
    cursor.at += 1;
    const flags = this.#head[0] ?? 0;
    const long = (flags & flagLong) !== 0;
    if (this.#headLength < (long ? longHeaderBytes : shortHeaderBytes)) return undefined;
    this.#headLength = 0;
    return this.#beginBody(cursor, flags, long ? longLength(this.#head, 1) : (this.#head[1] ?? 0));
  }

  #beginBody(cursor: Cursor, flags: number, size: number): 'frame' | 'broken' | undefined {
    if (flags > 7 || (flags & (flagCommand | flagMore)) === (flagCommand | flagMore)) {
      return this.#break(`a frame with the flags 0x${flags.toString(16).padStart(2, '0')}`);
    }
    if (size > Number.MAX_SAFE_INTEGER) return this.#break('a frame longer than any memory');
    this.flags = flags;
    this.size = size;
    const { bytes, at, end } = cursor;
    if (size > end - at) {
      this.#remaining = size;
      this.#kept.clear();
      return undefined;
    }
    cursor.at = at + size;
    return this.#complete(bytes, at, at + Math.min(size, this.#keepLimit()));
  }

  #readBody(cursor: Cursor): 'frame' | undefined {
    const length = Math.min(this.#remaining, cursor.end - cursor.at);
    this.#kept.add(cursor.bytes, cursor.at, length, this.#keepLimit());
    cursor.at += length;
    this.#remaining -= length;
    return this.#remaining > 0 ? undefined : this.#complete(this.#kept.bytes, 0, this.#kept.length);
  }

  #keepLimit(): number {
    return (this.flags & flagCommand) === 0 ? this.#limits.maxBodyBytes : this.#limits.maxCommandBytes;
  }

  #complete(bytes: Uint8Array, start: number, end: number): 'frame' {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    return 'frame';
  }

  #break(problem: string): 'broken' {
    this.problem = problem;
    return 'broken';
  }
}
