import { broken, readCommand } from './command.ts';
import { copyBytes } from './copy-bytes.ts';
import { flagCommand, flagMore } from './frame-header.ts';
import { type Cursor, FrameReader } from './frame-reader.ts';
import { greetingBytes, type OldProtocol, readGreeting } from './greeting.ts';
import { RunFolder, type RunReader } from './run-folder.ts';
import type { FrameEvent, GreetingEvent, OtherProtocolEvent, ReadyEvent, ZmtpEvent } from './zmtp-event.ts';

export interface ZmtpDecoderOptions {
  /** How many first bytes of a frame are shown; longer bodies are skipped, never kept. */
  readonly maxBodyBytes?: number | undefined;
  /** How many first bytes of a command are read. */
  readonly maxCommandBytes?: number | undefined;
  /** Looks at the messages that are given together while `foldRuns` is on. */
  readonly runReader?: RunReader | undefined;
}

/**
 * Reads one direction of a ZMTP 3.0 or 3.1 connection from its first byte, without any input or output of its own:
 * `append` a chunk, then call `next` until it answers undefined. What it keeps between chunks is bounded by its options
 * whatever the bytes are, and every way to cut a stream into chunks gives the same events.
 */
export interface ZmtpDecoder {
  /** Give messages together that lie whole in a chunk, for one that only counts: many times faster for small messages. */
  foldRuns: boolean;
  /** What the other direction was found to be, where that is older than ZMTP 3: this one then goes on so, too. */
  peer: OldProtocol | undefined;
  /** Call only when `next` has answered undefined. The chunk must not change until it does so again. */
  append(bytes: Uint8Array, atMs: number): void;
  next(): ZmtpEvent | undefined;
  /** The stream is over: says what a beginning too short to be recognised was. */
  end(atMs: number): GreetingEvent | OtherProtocolEvent | undefined;
}

const nothing = new Uint8Array(0);

export function createZmtpDecoder(options: ZmtpDecoderOptions = {}): ZmtpDecoder {
  return new Decoder(options);
}

/** Knows what frames mean: greeting, handshake, subscriptions, messages. How bytes become frames is `FrameReader`'s. */
class Decoder implements ZmtpDecoder {
  foldRuns = false;
  peer: OldProtocol | undefined;
  readonly #frames: FrameReader;
  readonly #folder: RunFolder;
  readonly #cursor: Cursor = { bytes: nothing, at: 0, end: 0 };
  #atMs = 0;
  #stage: 'greeting' | 'frames' | 'opaque' = 'greeting';

  readonly #greeting = new Uint8Array(greetingBytes);
  #greetingLength = 0;

  #mechanism = '';
  #sealing = false;
  #ready = false;
  #subscriber = false;
  #frameIndex = 0;
  readonly #frame: { -readonly [K in keyof FrameEvent]: FrameEvent[K] } = {
    kind: 'frame',
    atMs: 0,
    size: 0,
    more: false,
    index: 0,
    sealed: false,
    command: false,
    body: nothing,
    bodyStart: 0,
    bodyEnd: 0,
  };

  constructor({ maxBodyBytes = 64, maxCommandBytes = 4096, runReader }: ZmtpDecoderOptions) {
    this.#frames = new FrameReader({ maxBodyBytes, maxCommandBytes });
    this.#folder = new RunFolder(maxBodyBytes, runReader);
  }

  append(bytes: Uint8Array, atMs: number): void {
    this.#cursor.bytes = bytes;
    this.#cursor.at = 0;
    this.#cursor.end = bytes.length;
    this.#atMs = atMs;
  }

  next(): ZmtpEvent | undefined {
    while (this.#cursor.at < this.#cursor.end) {
      const event = this.#step();
      if (event !== undefined) return event;
    }
    this.#cursor.bytes = nothing;
    this.#frame.body = nothing;
    this.#frames.release();
    this.#folder.release();
    return undefined;
  }

  end(atMs: number): GreetingEvent | OtherProtocolEvent | undefined {
    if (this.#stage !== 'greeting') return undefined;
    this.#stage = 'opaque';
    return readGreeting(this.#greeting, this.#greetingLength, true, atMs, this.peer);
  }

  /** Consumes at least one byte. */
  #step(): ZmtpEvent | undefined {
    switch (this.#stage) {
      case 'frames':
        return this.#readFrames();
      case 'greeting':
        return this.#readGreeting();
      case 'opaque':
        this.#cursor.at = this.#cursor.end;
        return undefined;
    }
  }

  #readGreeting(): ZmtpEvent | undefined {
    this.#greeting[this.#greetingLength] = this.#cursor.bytes[this.#cursor.at] ?? 0;
    this.#greetingLength += 1;
    this.#cursor.at += 1;
    const event = readGreeting(this.#greeting, this.#greetingLength, false, this.#atMs, this.peer);
    if (event === undefined) return undefined;
    this.#stage = event.kind === 'greeting' ? 'frames' : 'opaque';
    if (event.kind === 'greeting') {
      this.#mechanism = event.mechanism;
      this.#sealing = event.mechanism !== 'NULL' && event.mechanism !== 'PLAIN';
    }
    return event;
  }

  #readFrames(): ZmtpEvent | undefined {
    if (this.#isBeforeMessages() && this.#folder.fold(this.#cursor, this.#atMs)) return this.#folder.run;
    const outcome = this.#frames.read(this.#cursor);
    if (outcome === 'frame') return this.#onFrame();
    return outcome === 'broken' ? this.#break(this.#frames.problem) : undefined;
  }

  /** What comes next may be given together. */
  #isBeforeMessages(): boolean {
    if (!this.foldRuns || !this.#ready || this.#sealing || this.#subscriber) return false;
    return this.#frameIndex === 0 && this.#frames.isBetweenFrames;
  }

  #onFrame(): ZmtpEvent | undefined {
    const { flags, bytes, start, end } = this.#frames;
    if (this.#sealing && this.#ready) return this.#giveFrame(nothing, 0, 0, true);
    if ((flags & flagCommand) !== 0) return this.#onCommand();
    if (!this.#ready) return this.#break('a message before the handshake was over');
    if (this.#subscriber && this.#frameIndex === 0 && isSubscription(this.#frames)) return this.#giveSubscription();
    return this.#giveFrame(bytes, start, end, false);
  }

  #onCommand(): ZmtpEvent | undefined {
    const { bytes, start, end, size } = this.#frames;
    const frame = { bytes, start, end, size, atMs: this.#atMs };
    const event = readCommand(frame, { mechanism: this.#mechanism, ready: this.#ready });
    if (event.kind === 'broken') this.#stage = 'opaque';
    else if (event.kind === 'ready') this.#becomeReady(event);
    else if (event.kind === 'handshake' && (event.step === 'initiate' || event.step === 'ready')) this.#ready = true;
    return event;
  }

  #becomeReady(event: ReadyEvent): void {
    this.#ready = true;
    this.#subscriber = event.socketType === 'sub' || event.socketType === 'xsub';
  }

  #giveSubscription(): ZmtpEvent {
    const { bytes, start, end, size } = this.#frames;
    const kind = bytes[start] === 1 ? 'subscribe' : 'cancel';
    return { kind, atMs: this.#atMs, topic: copyBytes(bytes, start + 1, end), size: size - 1, form: 'message' };
  }

  #giveFrame(body: Uint8Array, bodyStart: number, bodyEnd: number, sealed: boolean): FrameEvent {
    const frame = this.#frame;
    const { flags, size } = this.#frames;
    const more = (flags & flagMore) !== 0;
    frame.atMs = this.#atMs;
    frame.size = size;
    frame.more = more;
    frame.index = this.#frameIndex;
    frame.sealed = sealed;
    frame.command = (flags & flagCommand) !== 0;
    frame.body = body;
    frame.bodyStart = bodyStart;
    frame.bodyEnd = bodyEnd;
    this.#frameIndex = more ? this.#frameIndex + 1 : 0;
    return frame;
  }

  #break(reason: string): ZmtpEvent {
    this.#stage = 'opaque';
    this.#cursor.at = this.#cursor.end;
    return broken(reason, this.#atMs);
  }
}

/** ZMTP 3.0 subscribes with a message that begins with 1, and cancels with one that begins with 0. */
function isSubscription({ flags, bytes, start, end }: FrameReader): boolean {
  return start < end && (bytes[start] ?? 2) <= 1 && (flags & flagMore) === 0;
}
