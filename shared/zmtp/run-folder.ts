import type { Beginning } from './beginning.ts';
import { flagLong, flagMore, longHeaderBytes, longLength, shortHeaderBytes } from './frame-header.ts';
import type { Cursor } from './frame-reader.ts';
import type { RunEvent } from './zmtp-event.ts';

/** Looks at the messages of a run. */
export interface RunReader {
  /** Messages of one frame are shown, too. Those of several always are. */
  readonly wantsSingleFrames: boolean;
  /** Messages of one frame that begin so are counted instead. May change with each message that is read. */
  readonly beginning: Beginning | undefined;
  /**
   * A message of `size` bytes in all. `chunk[start..end)` are the first bytes of its first frame, as far as bodies are shown;
   * `more` tells whether others follow.
   */
  read(chunk: Uint8Array, start: number, end: number, size: number, more: boolean): void;
  /** So many messages, of so many bytes in all, had the `beginning`. */
  readAlike(messages: number, bytes: number): void;
}

type MutableRun = { -readonly [K in keyof RunEvent]: RunEvent[K] };

/** Sums up messages that lie whole in one chunk. */
export class RunFolder {
  readonly run: MutableRun = { kind: 'run', atMs: 0, messages: 0, frames: 0, bodyBytes: 0, least: 0, most: 0 };
  readonly #maxBodyBytes: number;
  readonly #reader: RunReader | undefined;
  #view: DataView | undefined;
  /** Where the body of the frame looked at last begins, and its length. */
  #start = 0;
  #size = 0;

  constructor(maxBodyBytes: number, reader: RunReader | undefined) {
    this.#maxBodyBytes = maxBodyBytes;
    this.#reader = reader;
  }

  /** Moves the cursor, which stands before a message, behind those that are whole; false if there is none. */
  fold(cursor: Cursor, atMs: number): boolean {
    const { run } = this;
    run.atMs = atMs;
    run.messages = 0;
    run.frames = 0;
    run.bodyBytes = 0;
    run.least = Number.MAX_SAFE_INTEGER;
    run.most = 0;
    const { bytes, end } = cursor;
    let at = cursor.at;
    for (let next = this.#foldNext(bytes, at, end); next > at; next = this.#foldNext(bytes, at, end)) at = next;
    cursor.at = at;
    return run.messages > 0;
  }

  /** Lets go of the chunk. */
  release(): void {
    this.#view = undefined;
  }

  /** The place behind what was folded; `at` if no whole message is there. */
  #foldNext(bytes: Uint8Array, at: number, end: number): number {
    const reader = this.#reader;
    if (reader?.wantsSingleFrames !== true) {
      const next = this.#foldAlike(bytes, at, end, undefined);
      return next > at ? next : this.#foldOne(bytes, at, end);
    }
    const { messages, bodyBytes } = this.run;
    const next = reader.beginning === undefined ? at : this.#foldAlike(bytes, at, end, reader.beginning);
    if (next === at) return this.#foldOne(bytes, at, end);
    reader.readAlike(this.run.messages - messages, this.run.bodyBytes - bodyBytes);
    return next;
  }

  /** Messages of one frame with the same beginning if there is one: where small messages are many, this is all the work. */
  #foldAlike(bytes: Uint8Array, from: number, end: number, beginning: Beginning | undefined): number {
    this.#view ??= new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const view = this.#view;
    const leastBytes = beginning === undefined ? 0 : beginning.length;
    let at = from;
    let messages = 0;
    let bodyBytes = 0;
    let least = Number.MAX_SAFE_INTEGER;
    let most = 0;
    while (end - at >= shortHeaderBytes) {
      const flags = bytes[at] ?? 0;
      let start = at + shortHeaderBytes;
      let size = bytes[at + 1] ?? 0;
      if (flags !== 0) {
        if (flags !== flagLong || end - at < longHeaderBytes) break;
        start = at + longHeaderBytes;
        size = longLength(bytes, at + 1);
      }
      if (size > end - start || size < leastBytes) break;
      if (beginning !== undefined && !beginning.isAt(view, start)) break;
      at = start + size;
      messages += 1;
      bodyBytes += size;
      if (size < least) least = size;
      if (size > most) most = size;
    }
    if (messages > 0) this.#add(messages, messages, bodyBytes, least, most);
    return at;
  }

  #foldOne(bytes: Uint8Array, at: number, end: number): number {
    if (!this.#isWhole(bytes, at, end)) return at;
    const start = this.#start;
    const first = this.#size;
    let flags = bytes[at] ?? 0;
    let next = start + first;
    let size = first;
    let frames = 1;
    while ((flags & flagMore) !== 0) {
      if (!this.#isWhole(bytes, next, end)) return at;
      flags = bytes[next] ?? 0;
      next = this.#start + this.#size;
      size += this.#size;
      frames += 1;
    }
    this.#add(1, frames, size, size, size);
    const reader = this.#reader;
    if (reader !== undefined && (frames > 1 || reader.wantsSingleFrames))
      reader.read(bytes, start, start + Math.min(first, this.#maxBodyBytes), size, frames > 1);
    return next;
  }

  /** Finds the body of the frame at `at`; false if no frame of a message is whole there. */
  #isWhole(bytes: Uint8Array, at: number, end: number): boolean {
    if (end - at < shortHeaderBytes) return false;
    const flags = bytes[at] ?? 0;
    if ((flags & flagLong) === 0) {
      this.#start = at + shortHeaderBytes;
      this.#size = bytes[at + 1] ?? 0;
    } else {
      if (end - at < longHeaderBytes) return false;
      this.#start = at + longHeaderBytes;
      this.#size = longLength(bytes, at + 1);
    }
    return flags <= (flagLong | flagMore) && this.#size <= end - this.#start;
  }

  #add(messages: number, frames: number, bodyBytes: number, least: number, most: number): void {
    const { run } = this;
    run.messages += messages;
    run.frames += frames;
    run.bodyBytes += bodyBytes;
    if (least < run.least) run.least = least;
    if (most > run.most) run.most = most;
  }
}
