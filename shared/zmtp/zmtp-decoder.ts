import { broken, readCommand } from './command.ts';
import { copyBytes } from './copy-bytes.ts';
import { foldRun, type MutableRun, type RunReader } from './fold-run.ts';
import { flagCommand, flagLong, flagMore, longHeaderBytes, longLength, shortHeaderBytes } from './frame-header.ts';
import { greetingBytes, type OldProtocol, readGreeting } from './greeting.ts';
import { KeptBytes } from './kept-bytes.ts';
import type { FrameEvent, GreetingEvent, OtherProtocolEvent, ReadyEvent, ZmtpEvent } from './zmtp-event.ts';

export interface ZmtpDecoderOptions {
  /** How many first bytes of a frame are shown; longer bodies are skipped, never kept. */
  readonly maxBodyBytes?: number | undefined;
  /** How many first bytes of a command are read. */
  readonly maxCommandBytes?: number | undefined;
}

/**
 * Reads one direction of a ZMTP 3.0 or 3.1 connection from its first byte, without any input or output of its own:
 * `append` a chunk, then call `next` until it answers undefined. What it keeps between chunks is bounded by its options
 * whatever the bytes are, and every way to cut a stream into chunks gives the same events.
 */
export interface ZmtpDecoder {
  /** Give messages of one frame together, for a reader that only counts: some five times faster for small messages. */
  foldRuns: boolean;
  /** Called for each message that is given together with others, for a reader that looks at its first bytes only. */
  runReader: RunReader | undefined;
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
  return new Decoder(options.maxBodyBytes ?? 64, options.maxCommandBytes ?? 4096);
}

class Decoder implements ZmtpDecoder {
  foldRuns = false;
  runReader: RunReader | undefined;
  peer: OldProtocol | undefined;
  readonly #maxBodyBytes: number;
  readonly #maxCommandBytes: number;
  #stage: 'greeting' | 'header' | 'body' | 'opaque' = 'greeting';

  #chunk: Uint8Array = nothing;
  #at = 0;
  #end = 0;
  #atMs = 0;

  /** The greeting or a frame's header, when it is spread over chunks. */
  readonly #head = new Uint8Array(greetingBytes);
  #headLength = 0;

  #flags = 0;
  #size = 0;
  #remaining = 0;
  /** The first bytes of a body that is spread over chunks. */
  readonly #kept = new KeptBytes();

  #mechanism = '';
  #sealing = false;
  #ready = false;
  #subscriber = false;
  #frameIndex = 0;
  readonly #run: MutableRun = {
    kind: 'run',
    atMs: 0,
    messages: 0,
    bodyBytes: 0,
    least: 0,
    most: 0,
  };
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

  constructor(maxBodyBytes: number, maxCommandBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
    this.#maxCommandBytes = maxCommandBytes;
  }

  append(bytes: Uint8Array, atMs: number): void {
    this.#chunk = bytes;
    this.#at = 0;
    this.#end = bytes.length;
    this.#atMs = atMs;
  }

  next(): ZmtpEvent | undefined {
    while (this.#at < this.#end) {
      const event = this.#step();
      if (event !== undefined) return event;
    }
    this.#chunk = nothing;
    return undefined;
  }

  end(atMs: number): GreetingEvent | OtherProtocolEvent | undefined {
    if (this.#stage !== 'greeting') return undefined;
    this.#stage = 'opaque';
    return readGreeting(this.#head, this.#headLength, true, atMs, this.peer);
  }

  /** Consumes at least one byte. */
  #step(): ZmtpEvent | undefined {
    switch (this.#stage) {
      case 'header':
        return this.#readHeader();
      case 'body':
        return this.#readBody();
      case 'greeting':
        return this.#readGreeting();
      case 'opaque':
        this.#at = this.#end;
        return undefined;
    }
  }

  #readGreeting(): ZmtpEvent | undefined {
    this.#head[this.#headLength] = this.#chunk[this.#at] ?? 0;
    this.#headLength += 1;
    this.#at += 1;
    const event = readGreeting(this.#head, this.#headLength, false, this.#atMs, this.peer);
    if (event === undefined) return undefined;
    this.#headLength = 0;
    this.#stage = event.kind === 'greeting' ? 'header' : 'opaque';
    if (event.kind === 'greeting') {
      this.#mechanism = event.mechanism;
      this.#sealing = event.mechanism !== 'NULL' && event.mechanism !== 'PLAIN';
    }
    return event;
  }

  #readHeader(): ZmtpEvent | undefined {
    if (this.foldRuns && this.#foldRun()) return this.#run;
    const at = this.#at;
    if (this.#headLength > 0 || this.#end - at < longHeaderBytes) return this.#readSplitHeader();
    const flags = this.#chunk[at] ?? 0;
    if ((flags & flagLong) === 0) {
      this.#at = at + shortHeaderBytes;
      return this.#beginBody(flags, this.#chunk[at + 1] ?? 0);
    }
    this.#at = at + longHeaderBytes;
    return this.#beginBody(flags, longLength(this.#chunk, at + 1));
  }

  /** False if no message of one frame lies whole at the front of the chunk. */
  #foldRun(): boolean {
    if (!this.#ready || this.#sealing || this.#subscriber || this.#frameIndex > 0 || this.#headLength > 0) return false;
    this.#at = foldRun(this.#run, this.#chunk, this.#at, this.#end, this.#maxBodyBytes, this.runReader);
    this.#run.atMs = this.#atMs;
    return this.#run.messages > 0;
  }

  #readSplitHeader(): ZmtpEvent | undefined {
    this.#head[this.#headLength] = this.#chunk[this.#at] ?? 0;
    this.#headLength += 1;
    this.#at += 1;
    const flags = this.#head[0] ?? 0;
    const long = (flags & flagLong) !== 0;
    if (this.#headLength < (long ? longHeaderBytes : shortHeaderBytes)) return undefined;
    this.#headLength = 0;
    return this.#beginBody(flags, long ? longLength(this.#head, 1) : (this.#head[1] ?? 0));
  }

  #beginBody(flags: number, size: number): ZmtpEvent | undefined {
    if (flags > 7 || (flags & (flagCommand | flagMore)) === (flagCommand | flagMore)) {
      return this.#break(`a frame with the flags 0x${flags.toString(16).padStart(2, '0')}`);
    }
    if (size > Number.MAX_SAFE_INTEGER) return this.#break('a frame longer than any memory');
    this.#flags = flags;
    this.#size = size;
    const at = this.#at;
    if (size <= this.#end - at) {
      this.#at = at + size;
      return this.#completeFrame(this.#chunk, at, at + Math.min(size, this.#keepLimit()));
    }
    this.#remaining = size;
    this.#kept.clear();
    this.#stage = 'body';
    return undefined;
  }

  #readBody(): ZmtpEvent | undefined {
    const at = this.#at;
    const length = Math.min(this.#remaining, this.#end - at);
    this.#kept.add(this.#chunk, at, length, this.#keepLimit());
    this.#at = at + length;
    this.#remaining -= length;
    if (this.#remaining > 0) return undefined;
    this.#stage = 'header';
    return this.#completeFrame(this.#kept.bytes, 0, this.#kept.length);
  }

  #keepLimit(): number {
    return (this.#flags & flagCommand) === 0 ? this.#maxBodyBytes : this.#maxCommandBytes;
  }

  #completeFrame(bytes: Uint8Array, start: number, end: number): ZmtpEvent | undefined {
    if (this.#sealing && this.#ready) return this.#giveFrame(nothing, 0, 0, true);
    if ((this.#flags & flagCommand) !== 0) return this.#completeCommand(bytes, start, end);
    if (!this.#ready) return this.#break('a message before the handshake was over');
    if (this.#subscriber && this.#frameIndex === 0 && this.#isSubscription(bytes, start, end)) {
      return this.#giveSubscription(bytes, start, end);
    }
    return this.#giveFrame(bytes, start, end, false);
  }

  #completeCommand(bytes: Uint8Array, start: number, end: number): ZmtpEvent | undefined {
    const frame = { bytes, start, end, size: this.#size, atMs: this.#atMs };
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

  #isSubscription(bytes: Uint8Array, start: number, end: number): boolean {
    return start < end && (bytes[start] ?? 2) <= 1 && (this.#flags & flagMore) === 0;
  }

  #giveSubscription(bytes: Uint8Array, start: number, end: number): ZmtpEvent {
    const kind = bytes[start] === 1 ? 'subscribe' : 'cancel';
    return { kind, atMs: this.#atMs, topic: copyBytes(bytes, start + 1, end), size: this.#size - 1, form: 'message' };
  }

  #giveFrame(body: Uint8Array, bodyStart: number, bodyEnd: number, sealed: boolean): FrameEvent {
    const frame = this.#frame;
    const more = (this.#flags & flagMore) !== 0;
    frame.atMs = this.#atMs;
    frame.size = this.#size;
    frame.more = more;
    frame.index = this.#frameIndex;
    frame.sealed = sealed;
    frame.command = (this.#flags & flagCommand) !== 0;
    frame.body = body;
    frame.bodyStart = bodyStart;
    frame.bodyEnd = bodyEnd;
    this.#frameIndex = more ? this.#frameIndex + 1 : 0;
    return frame;
  }

  #break(reason: string): ZmtpEvent {
    this.#stage = 'opaque';
    this.#at = this.#end;
    return broken(reason, this.#atMs);
  }
}
