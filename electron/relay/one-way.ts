import type { Socket } from 'node:net';
import type { LinkConditions } from '../../shared/scenario/scenario.ts';
import type { ByteSink, OneWayStats } from './relay-types.ts';
import { heldBytesLimit, readBytesLimit, ShapedQueue } from './shaper.ts';
import { maxReadBytes, type WireEnd } from './wire-end.ts';

export interface OneWayOptions {
  readonly source: WireEnd;
  readonly sink: Socket;
  readonly conditions: LinkConditions;
  readonly tap: ByteSink | undefined;
  /** Bytes to hold before the source is paused; what the conditions need if undefined. */
  readonly maxHeldBytes: number | undefined;
  readonly nowMs: () => number;
}

/**
 * Carries bytes from `source` to `sink`. While the conditions are plain a chunk goes straight through; as soon as the
 * kernel does not take it at once the source is paused. Otherwise it waits in a `ShapedQueue` whose size is bounded.
 */
export class OneWay {
  readonly #options: OneWayOptions;
  readonly #queue = new ShapedQueue();
  #conditions: LinkConditions;
  #bytes = 0;
  #blockedMs = 0;
  #limitedMs = 0;
  #blockedSinceMs: number | undefined;
  #limitedSinceMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #inputEnded = false;
  #outputEnded = false;
  #paused = true;

  constructor(options: OneWayOptions) {
    this.#options = options;
    this.#conditions = options.conditions;
    options.source.receive(this.#onData);
    this.#limitReads();
    options.source.socket.on('end', () => this.endInput());
    options.sink.on('drain', this.#onDrain);
  }

  start(): void {
    this.#updateReading();
  }

  setConditions(conditions: LinkConditions): void {
    const wasStalled = this.#conditions.stall;
    this.#conditions = conditions;
    this.#limitReads();
    if (wasStalled) this.#queue.forfeitCredit(this.#options.nowMs());
    this.#pump();
  }

  /** Nothing more comes in; what is held still goes out, then the sink is ended. */
  endInput(): void {
    this.#inputEnded = true;
    this.#pump();
  }

  /** Nothing more can go out. */
  discard(): void {
    clearTimeout(this.#timer);
    this.#queue.clear();
    this.#outputEnded = true;
    this.#settleBlocked();
    this.#settleLimited();
  }

  get isOver(): boolean {
    return this.#outputEnded;
  }

  stats(): OneWayStats {
    const nowMs = this.#options.nowMs();
    return {
      bytes: this.#bytes,
      heldBytes: this.#queue.bytes + this.#options.sink.writableLength,
      blockedMs: this.#blockedMs + sinceMs(this.#blockedSinceMs, nowMs),
      limitedMs: this.#limitedMs + sinceMs(this.#limitedSinceMs, nowMs),
    };
  }

  /** What is read goes on before it is looked at: the receiving program need not wait for that. */
  readonly #onData = (bytes: Buffer): void => {
    this.#bytes += bytes.length;
    if (this.#outputEnded) return;
    const nowMs = this.#options.nowMs();
    this.#carry(bytes, nowMs);
    this.#options.tap?.write(bytes, nowMs);
  };

  /** Bytes that the kernel did not take at once stay where they were read, which is paused meanwhile; those that wait in the queue are copied. */
  #carry(bytes: Buffer, nowMs: number): void {
    if (this.#queue.bytes === 0 && this.#isPlain() && this.#blockedSinceMs === undefined) {
      this.#write(bytes, nowMs);
      if (this.#blockedSinceMs !== undefined) this.#updateReading();
      return;
    }
    this.#queue.push(Buffer.from(bytes), nowMs);
    this.#pump();
  }

  readonly #onDrain = (): void => {
    if (this.#blockedSinceMs === undefined || this.#options.sink.writableLength > 0) return;
    this.#settleBlocked();
    this.#queue.forfeitCredit(this.#options.nowMs());
    this.#pump();
  };

  #limitReads(): void {
    const most = Math.min(maxReadBytes, Math.max(1, this.#options.maxHeldBytes ?? maxReadBytes));
    this.#options.source.limitReads(readBytesLimit(this.#conditions, most));
  }

  #isPlain(): boolean {
    const { bytesPerSecond, latencyMs, jitterMs, stall } = this.#conditions;
    return bytesPerSecond <= 0 && latencyMs <= 0 && jitterMs <= 0 && !stall;
  }

  /** The kernel took it all if nothing is left in the stream's own buffer after a write. */
  #write(bytes: Buffer, nowMs: number): void {
    this.#options.sink.write(bytes);
    if (this.#options.sink.writableLength > 0) this.#blockedSinceMs = nowMs;
  }

  #pump(): void {
    clearTimeout(this.#timer);
    this.#settleLimited();
    while (!this.#conditions.stall && this.#blockedSinceMs === undefined && !this.#outputEnded) {
      const nowMs = this.#options.nowMs();
      const departure = this.#queue.take(this.#conditions, nowMs);
      if (departure.kind === 'empty') break;
      if (departure.kind === 'wait') {
        if (departure.because === 'rate') this.#limitedSinceMs = nowMs;
        this.#timer = setTimeout(() => this.#pump(), Math.max(1, Math.ceil(departure.ms)));
        break;
      }
      this.#write(departure.bytes, nowMs);
    }
    this.#updateReading();
    this.#endOutput();
  }

  #endOutput(): void {
    if (!this.#inputEnded || this.#outputEnded || this.#queue.bytes > 0 || this.#conditions.stall) return;
    this.#outputEnded = true;
    this.#options.sink.end();
  }

  #updateReading(): void {
    const limit = this.#options.maxHeldBytes ?? heldBytesLimit(this.#conditions);
    const paused = this.#blockedSinceMs !== undefined || this.#conditions.stall || this.#queue.bytes >= limit;
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (paused) this.#options.source.socket.pause();
    else this.#options.source.socket.resume();
  }

  #settleBlocked(): void {
    this.#blockedMs += sinceMs(this.#blockedSinceMs, this.#options.nowMs());
    this.#blockedSinceMs = undefined;
  }

  #settleLimited(): void {
    this.#limitedMs += sinceMs(this.#limitedSinceMs, this.#options.nowMs());
    this.#limitedSinceMs = undefined;
  }
}

const sinceMs = (sinceMs: number | undefined, nowMs: number): number => (sinceMs === undefined ? 0 : nowMs - sinceMs);
