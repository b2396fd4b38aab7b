import { Beginning } from '../../shared/zmtp/beginning.ts';
import type { RunReader } from '../../shared/zmtp/run-folder.ts';
import { createZmtpDecoder, type ZmtpDecoder } from '../../shared/zmtp/zmtp-decoder.ts';
import type { RunEvent, ZmtpEvent } from '../../shared/zmtp/zmtp-event.ts';

const fuzzLimits = { maxBodyBytes: 24, maxCommandBytes: 96 } as const;

/** What one input showed: which kinds of events, and how many. */
export interface Outcome {
  readonly digest: number;
  readonly events: number;
  /** One bit per kind of event, to see that the campaign reaches all of them. */
  readonly kinds: number;
}

export const eventKinds: readonly ZmtpEvent['kind'][] = [
  'greeting',
  'other-protocol',
  'handshake',
  'ready',
  'error',
  'subscribe',
  'cancel',
  'ping',
  'pong',
  'command',
  'frame',
  'broken',
];
const bitOf = new Map(eventKinds.map((kind, index) => [kind, 1 << index]));

/**
 * Decodes the input whole and cut, one by one and folded, and throws if what comes out differs, if an event shows more than its
 * bound, if there are more events than bytes could make, or if the decoder throws.
 */
export function checkDecoder(bytes: Uint8Array, cuts: () => number): Outcome {
  const whole = decode(bytes, () => bytes.length);
  const split = decode(bytes, cuts);
  const sum = sumOfFrames(bytes, cuts, false);
  if (sumOfFrames(bytes, () => bytes.length, true) !== sum || sumOfFrames(bytes, cuts, true) !== sum)
    throw new Error('folding changes the sums');
  if (whole.digest !== split.digest || whole.events !== split.events)
    throw new Error('the events depend on how the stream is cut');
  return whole;
}

/** Messages, frames and bytes in one number. */
function sumOfFrames(bytes: Uint8Array, chunkLength: () => number, foldRuns: boolean): number {
  const runReader = new RunSum();
  const decoder = createZmtpDecoder({ ...fuzzLimits, runReader });
  decoder.foldRuns = foldRuns;
  let sum = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = Math.max(1, chunkLength());
    decoder.append(bytes.subarray(at, at + length), 0);
    at += length;
    for (let event = decoder.next(); event !== undefined; event = decoder.next()) {
      sum += weightOf(event);
      if (event.kind === 'run') runReader.check(event);
    }
  }
  return sum;
}

/** Looks at a run's messages as the tap does: what begins like the last is counted only. */
class RunSum implements RunReader {
  readonly wantsSingleFrames = true;
  beginning: Beginning | undefined;
  #messages = 0;
  #bytes = 0;

  read(chunk: Uint8Array, start: number, end: number, size: number, more: boolean): void {
    if (end - start > fuzzLimits.maxBodyBytes) throw new Error('a run shows more than its bound');
    if (!more && end > start) this.beginning = new Beginning(chunk, start, start + 1 + (size % (end - start)));
    this.readAlike(1, size);
  }

  readAlike(messages: number, bytes: number): void {
    this.#messages += messages;
    this.#bytes += bytes;
  }

  /** The reader was shown exactly what the run sums up. */
  check({ messages, bodyBytes }: RunEvent): void {
    if (this.#messages !== messages || this.#bytes !== bodyBytes)
      throw new Error('a run shows other messages than it has');
    this.#messages = 0;
    this.#bytes = 0;
  }
}

function weightOf(event: ZmtpEvent): number {
  if (event.kind === 'run') return event.bodyBytes + event.frames * 2 ** 20 + event.messages * 2 ** 32;
  return event.kind === 'frame' ? event.size + 2 ** 20 + (event.more ? 0 : 2 ** 32) : 0;
}

function decode(bytes: Uint8Array, chunkLength: () => number): Outcome {
  const decoder = createZmtpDecoder(fuzzLimits);
  const tally = { digest: 0, events: 0, kinds: 0 };
  // Two bytes make the shortest frame, so there cannot be more events than bytes; the last may come from `end`.
  const maxEvents = bytes.length + 1;
  for (let at = 0; at < bytes.length; ) {
    const length = Math.max(1, chunkLength());
    decoder.append(bytes.subarray(at, at + length), 0);
    at += length;
    takeAll(decoder, tally, maxEvents);
  }
  const last = decoder.end(0);
  if (last !== undefined) take(last, tally);
  return tally;
}

function takeAll(decoder: ZmtpDecoder, tally: Mutable<Outcome>, maxEvents: number): void {
  for (let event = decoder.next(); event !== undefined; event = decoder.next()) {
    take(event, tally);
    if (tally.events > maxEvents) throw new Error('more events than bytes');
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function take(event: ZmtpEvent, tally: Mutable<Outcome>): void {
  tally.events += 1;
  tally.kinds |= bitOf.get(event.kind) ?? 0;
  const digest = addText(tally.digest, event.kind);
  tally.digest =
    event.kind === 'frame' ? addFrame(digest, event) : Object.values(event).reduce<number>(addValue, digest);
}

function addFrame(digest: number, event: Extract<ZmtpEvent, { readonly kind: 'frame' }>): number {
  const { size, more, index, sealed, command, body, bodyStart, bodyEnd } = event;
  if (bodyEnd - bodyStart > fuzzLimits.maxBodyBytes || bodyEnd - bodyStart > size)
    throw new Error('a frame shows more than its bound');
  let mixed = [size, Number(more), index, Number(sealed), Number(command), bodyEnd - bodyStart].reduce(add, digest);
  for (let at = bodyStart; at < bodyEnd; at += 1) mixed = add(mixed, body[at] ?? -1);
  return mixed;
}

function addValue(digest: number, value: unknown): number {
  if (value instanceof Uint8Array) {
    if (value.length > fuzzLimits.maxCommandBytes) throw new Error('an event shows more than its bound');
    return value.reduce(add, add(digest, value.length));
  }
  if (Array.isArray(value)) return value.reduce<number>(addValue, add(digest, value.length));
  return typeof value === 'number' ? add(digest, value) : addText(digest, String(value));
}

function addText(digest: number, text: string): number {
  if (text.length > fuzzLimits.maxCommandBytes + 64) throw new Error('a text longer than its bound');
  let mixed = add(digest, text.length);
  for (let index = 0; index < text.length; index += 1) mixed = add(mixed, text.charCodeAt(index));
  return mixed;
}

const add = (digest: number, value: number): number =>
  (Math.imul(digest ^ (value | 0), 0x01000193) + Math.floor(value / 4294967296)) | 0;
