import type { LinkConditions } from '../../shared/scenario/scenario.ts';

/** What of a link's conditions shapes a stream of bytes. */
export type StreamShape = Pick<LinkConditions, 'bytesPerSecond' | 'latencyMs' | 'jitterMs'>;

/** What `ShapedQueue.take` found: bytes that may leave now, the time to ask again, or nothing at all. */
export type Departure =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'wait'; readonly ms: number; readonly because: 'latency' | 'rate' }
  | { readonly kind: 'empty' };

interface Segment {
  readonly bytes: Buffer;
  readonly arrivedMs: number;
  /** Where in the jitter's range this segment falls, 0 to 1; drawn once, so that live changes keep the order. */
  readonly jitterDraw: number;
}

/** A late timer may be made good by at most this much, so that a suspended machine is not followed by a flood. */
const maxCatchUpMs = 250;
/** Slices below this are not worth a timer of their own. */
const pacingMs = 2;
/** Far below any clock's step; keeps rounding from asking to wait for nothing. */
const roundingMs = 1e-6;
const empty: Departure = { kind: 'empty' };

/**
 * Delays and paces bytes in order: each segment is ready `latencyMs` plus its share of `jitterMs` after it arrived, and
 * leaves through a token bucket without depth. Credit runs from the moment a segment is ready, not from a timer, so late
 * timers do not slow the link, and an idle link does not save up for a burst. The clock comes in with every call.
 */
export class ShapedQueue {
  #segments: Segment[] = [];
  #head = 0;
  #headOffset = 0;
  #bytes = 0;
  /** Until then the link is busy with the bytes that already left. */
  #freeAtMs = Number.NEGATIVE_INFINITY;
  readonly #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Bytes held back now. */
  get bytes(): number {
    return this.#bytes;
  }

  push(bytes: Buffer, nowMs: number): void {
    this.#segments.push({ bytes, arrivedMs: nowMs, jitterDraw: this.#random() });
    this.#bytes += bytes.length;
  }

  take(shape: StreamShape, nowMs: number): Departure {
    const segment = this.#segments[this.#head];
    if (segment === undefined) return empty;
    const readyMs = segment.arrivedMs + shape.latencyMs + shape.jitterMs * segment.jitterDraw;
    if (readyMs > nowMs + roundingMs) return { kind: 'wait', ms: readyMs - nowMs, because: 'latency' };
    const remaining = segment.bytes.length - this.#headOffset;
    if (shape.bytesPerSecond <= 0) return this.#depart(segment, remaining);
    return this.#takePaced(segment, remaining, readyMs, shape.bytesPerSecond, nowMs);
  }

  /** Call when the way out was shut for a while: the time it was shut does not count as credit. */
  forfeitCredit(nowMs: number): void {
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs);
  }

  clear(): void {
    this.#segments = [];
    this.#head = 0;
    this.#headOffset = 0;
    this.#bytes = 0;
  }

  #takePaced(segment: Segment, remaining: number, readyMs: number, bytesPerSecond: number, nowMs: number): Departure {
    const bytesPerMs = bytesPerSecond / 1000;
    const slice = Math.min(remaining, Math.max(1, Math.ceil(bytesPerMs * pacingMs)));
    const sliceMs = slice / bytesPerMs;
    const startMs = Math.max(this.#freeAtMs, readyMs, nowMs - Math.max(maxCatchUpMs, sliceMs));
    const allowed = Math.floor((nowMs - startMs + roundingMs) * bytesPerMs + roundingMs);
    if (allowed < slice) return { kind: 'wait', ms: startMs + sliceMs - nowMs, because: 'rate' };
    const length = Math.min(allowed, remaining);
    this.#freeAtMs = startMs + length / bytesPerMs;
    return this.#depart(segment, length);
  }

  #depart(segment: Segment, length: number): Departure {
    const bytes = segment.bytes.subarray(this.#headOffset, this.#headOffset + length);
    this.#headOffset += length;
    this.#bytes -= length;
    if (this.#headOffset === segment.bytes.length) this.#dropHead();
    return { kind: 'bytes', bytes };
  }

  #dropHead(): void {
    this.#head += 1;
    this.#headOffset = 0;
    if (this.#head < 64 && this.#head < this.#segments.length) return;
    this.#segments.splice(0, this.#head);
    this.#head = 0;
  }
}

const shallowBytes = 64 * 1024;
const maxHeldBytes = 16 * 1024 * 1024;
/** Kept ready so that a paced link does not run dry between two turns of the event loop. */
const paceReserveMs = 20;
const minPacedBytes = 4096;
/** What a link with latency but without a rate is taken to carry, to bound what is under way on it. */
const unpacedBytesPerSecond = 100_000_000;

/**
 * How many bytes one direction may hold before its source is paused: what the conditions keep under way (rate x delay),
 * and a little over. A chunk already being read comes on top (`readBytesLimit`).
 */
export function heldBytesLimit(shape: StreamShape): number {
  const delayMs = shape.latencyMs + shape.jitterMs;
  if (shape.bytesPerSecond > 0)
    return clampHeld(minPacedBytes, (shape.bytesPerSecond * (delayMs + paceReserveMs)) / 1000);
  return clampHeld(shallowBytes, (unpacedBytesPerSecond * delayMs) / 1000);
}

/** How much to read at once: little on a slow link, so that no more is held than it needs. */
export function readBytesLimit({ bytesPerSecond }: StreamShape, most: number): number {
  if (bytesPerSecond <= 0) return most;
  return Math.min(most, Math.max(minPacedBytes, Math.ceil((bytesPerSecond * paceReserveMs) / 1000)));
}

const clampHeld = (least: number, bytes: number): number => Math.min(maxHeldBytes, Math.max(least, Math.ceil(bytes)));
