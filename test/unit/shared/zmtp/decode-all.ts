import type { RunReader } from '../../../../shared/zmtp/run-folder.ts';
import { createZmtpDecoder, type ZmtpDecoderOptions } from '../../../../shared/zmtp/zmtp-decoder.ts';
import type { ZmtpEvent } from '../../../../shared/zmtp/zmtp-event.ts';

/** An event whose bytes are its own: text for what is text, and the frame's window cut out. */
export type PlainEvent = Readonly<Record<string, unknown>> & { readonly kind: ZmtpEvent['kind'] };

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function plainEvent(event: ZmtpEvent): PlainEvent {
  const { atMs: _, ...rest } = event;
  if (event.kind === 'frame') {
    const { kind, size, more, index, sealed, command, body, bodyStart, bodyEnd } = event;
    return { kind, size, more, index, sealed, command, body: latin1(body.subarray(bodyStart, bodyEnd)) };
  }
  return Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, value instanceof Uint8Array ? latin1(value) : value]),
  ) as PlainEvent;
}

/** Decodes `chunks` as one stream, ends it, and gives every event. */
export function decodeAll(chunks: readonly Uint8Array[], options?: ZmtpDecoderOptions): PlainEvent[] {
  const decoder = createZmtpDecoder(options);
  const events: PlainEvent[] = [];
  for (const chunk of chunks) {
    // Spoilt afterwards, as the relay uses its memory again. A Buffer, as there: its `slice` does not copy.
    const copy = Buffer.from(chunk);
    decoder.append(copy, 0);
    const given: (ZmtpEvent | PlainEvent)[] = [];
    // A frame is good until the next call; everything else is for keeps.
    for (let event = decoder.next(); event !== undefined; event = decoder.next()) {
      given.push(event.kind === 'frame' ? plainEvent(event) : event);
    }
    copy.fill(0xaa);
    for (const event of given)
      events.push(event.kind === 'frame' ? (event as PlainEvent) : plainEvent(event as ZmtpEvent));
  }
  const last = decoder.end(0);
  if (last !== undefined) events.push(plainEvent(last));
  return events;
}

export interface Totals {
  readonly messages: number;
  readonly frames: number;
  readonly bodyBytes: number;
  /** Sizes of whole messages. */
  readonly least: number;
  readonly most: number;
  /** Everything that is neither frame nor run, in order. */
  readonly others: readonly string[];
}

/** What the frames sum up to, given one by one or folded. */
export function totalsOf(chunks: readonly Uint8Array[], foldRuns: boolean): Totals {
  const decoder = createZmtpDecoder();
  decoder.foldRuns = foldRuns;
  const totals = new Summing();
  for (const chunk of chunks) {
    decoder.append(chunk, 0);
    for (let event = decoder.next(); event !== undefined; event = decoder.next()) totals.add(event);
  }
  const { messages, frames, bodyBytes, least, most, others } = totals;
  return { messages, frames, bodyBytes, least, most, others };
}

class Summing implements Totals {
  messages = 0;
  frames = 0;
  bodyBytes = 0;
  least = Number.POSITIVE_INFINITY;
  most = 0;
  readonly others: string[] = [];
  #messageBytes = 0;

  add(event: ZmtpEvent): void {
    if (event.kind === 'run') this.#addMessages(event.messages, event.frames, event.bodyBytes, event.least, event.most);
    else if (event.kind === 'frame') this.#addFrame(event.size, event.more);
    else this.others.push(event.kind);
  }

  #addFrame(size: number, more: boolean): void {
    this.#messageBytes += size;
    if (more) {
      this.frames += 1;
      this.bodyBytes += size;
      return;
    }
    this.#addMessages(1, 1, size, this.#messageBytes, this.#messageBytes);
    this.#messageBytes = 0;
  }

  #addMessages(messages: number, frames: number, bodyBytes: number, least: number, most: number): void {
    this.messages += messages;
    this.frames += frames;
    this.bodyBytes += bodyBytes;
    this.least = Math.min(this.least, least);
    this.most = Math.max(this.most, most);
  }
}

/** First bytes of the first frame, size of all frames, whether there are several. */
export type SeenMessage = readonly [beginning: string, size: number, several: boolean];

/** Each message of a stream, from its frames or, folded, as a reader of runs is shown it. */
export function messagesOf(chunks: readonly Uint8Array[], foldRuns: boolean, maxBodyBytes: number): SeenMessage[] {
  const seen: SeenMessage[] = [];
  const runReader: RunReader = {
    wantsSingleFrames: true,
    beginning: undefined,
    read: (chunk, start, end, size, more) => seen.push([latin1(chunk.subarray(start, end)), size, more]),
    readAlike: () => undefined,
  };
  const decoder = createZmtpDecoder({ maxBodyBytes, runReader });
  decoder.foldRuns = foldRuns;
  let message: SeenMessage = ['', 0, false];
  for (const chunk of chunks) {
    decoder.append(chunk, 0);
    for (let event = decoder.next(); event !== undefined; event = decoder.next()) {
      if (event.kind !== 'frame') continue;
      const { body, bodyStart, bodyEnd, size, index, more } = event;
      message =
        index === 0 ? [latin1(body.subarray(bodyStart, bodyEnd)), size, more] : [message[0], message[1] + size, true];
      if (!more) seen.push(message);
    }
  }
  return seen;
}

/** Cuts `bytes` into pieces of the given lengths, in turn, until they are used up. */
export function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const length = Math.max(1, lengths[index % Math.max(1, lengths.length)] ?? bytes.length);
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}
