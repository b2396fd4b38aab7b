import type { SideStage, TapSide } from '../../shared/tap/tap-view.ts';
import type { OldProtocol } from '../../shared/zmtp/greeting.ts';
import { createZmtpDecoder, type ZmtpDecoder } from '../../shared/zmtp/zmtp-decoder.ts';
import type { FrameEvent, OtherProtocolEvent, ReadyEvent, RunEvent, ZmtpEvent } from '../../shared/zmtp/zmtp-event.ts';
import type { ByteSink } from '../relay/relay-types.ts';
import type { GapTracker } from './gap-tracker.ts';
import type { HeartbeatClock } from './heartbeat-clock.ts';
import { protocolNames } from './protocol-names.ts';
import { readable } from './readable.ts';
import type { SubscriptionSet } from './subscription-set.ts';
import { TopicCounter } from './topic-counter.ts';
import type { TopicEntry } from './topic-table.ts';

export interface SideTallyOptions {
  readonly maxBodyBytes: number;
  /** What this side subscribed to, and what the other side did. */
  readonly subscriptions: SubscriptionSet;
  readonly peerSubscriptions: SubscriptionSet;
  readonly heartbeat: HeartbeatClock;
  readonly peerHeartbeat: HeartbeatClock;
  readonly gaps: GapTracker | undefined;
  readonly onFrame: (frame: FrameEvent, atMs: number) => void;
  /** `onFrame` wants to see frames now. */
  readonly wantsFrames: () => boolean;
  /** This side began in an older way than ZMTP 3, by itself. */
  readonly onOld: (protocol: OldProtocol) => void;
  /** The tap's zero on the clock of the relay. */
  readonly epochMs: number;
}

/** The part of a `TapSide` that is read from the bytes; the rest comes from the relay and the kernel. */
export type DecodedSide = Omit<TapSide, RelayFigures>;
type RelayFigures =
  | 'messagesPerSecond'
  | 'bytesPerSecond'
  | 'heldBytes'
  | 'kernelBytes'
  | 'blockedMs'
  | 'limitedMs'
  | 'blockedShare'
  | 'limitedShare'
  | 'limitUse';

/** Counts what one direction of one connection carries. Its work per message is a few dozen nanoseconds, its memory is bounded. */
export class SideTally implements ByteSink {
  readonly #options: SideTallyOptions;
  readonly #decoder: ZmtpDecoder;
  readonly #topics: TopicCounter;
  #stage: SideStage = 'silent';
  #protocol: string | null = null;
  #mechanism: string | null = null;
  #asServer = false;
  #socketType: string | null = null;
  #identity: string | null = null;
  #error: string | null = null;
  #stopped: string | null = null;
  #adapted = false;
  #sealed = false;
  #messages = 0;
  #frames = 0;
  #bytes = 0;
  #bodyBytes = 0;
  #messageBytes = 0;
  #leastBytes = Number.POSITIVE_INFINITY;
  #mostBytes = 0;
  #topic: TopicEntry | undefined;

  constructor(options: SideTallyOptions) {
    this.#options = options;
    this.#topics = new TopicCounter(options.peerSubscriptions);
    this.#decoder = createZmtpDecoder({ maxBodyBytes: options.maxBodyBytes, runReader: this.#topics });
  }

  get messages(): number {
    return this.#messages;
  }

  write(bytes: Uint8Array, atMs: number): void {
    this.#bytes += bytes.length;
    if (this.#stage === 'silent') this.#begin(bytes);
    if (this.#topics.refresh()) this.#options.gaps?.restart();
    // Numbers and the inspector need each frame; sizes and topics do not.
    this.#decoder.foldRuns = this.#options.gaps === undefined && !this.#options.wantsFrames();
    this.#decoder.append(bytes, atMs);
    this.#takeEvents();
  }

  /** The other side is older than ZMTP 3, and this one goes down to it. */
  meet(protocol: OldProtocol): void {
    this.#decoder.peer = protocol;
  }

  /** The connection is over. */
  end(atMs: number): void {
    const event = this.#decoder.end(atMs);
    if (event !== undefined) this.#onEvent(event);
  }

  view(): DecodedSide {
    const mean = this.#messages === 0 ? 0 : this.#bodyBytes / this.#messages;
    return {
      protocol: this.#protocol,
      stage: this.#stage,
      mechanism: this.#mechanism,
      asServer: this.#asServer,
      socketType: this.#socketType,
      identity: this.#identity,
      error: this.#error,
      stopped: this.#stopped,
      adapted: this.#adapted,
      sealed: this.#sealed,
      messages: this.#messages,
      frames: this.#frames,
      bytes: this.#bytes,
      bodyBytes: this.#bodyBytes,
      size: this.#messages === 0 ? null : { least: this.#leastBytes, mean, most: this.#mostBytes },
      ...this.#topics.view(),
      ...this.#options.subscriptions.view(),
      heartbeat: this.#options.heartbeat.view(),
      sequence: this.#options.gaps?.view() ?? null,
    };
  }

  /** libzmq takes whatever does not begin with 0xff for ZMTP 1.0, and answers in that. */
  #begin([first]: Uint8Array): void {
    this.#stage = 'greeting';
    if (first !== 0xff) this.#options.onOld('zmtp-1.0');
  }

  #takeEvents(): void {
    for (let event = this.#decoder.next(); event !== undefined; event = this.#decoder.next()) {
      if (event.kind === 'run') this.#onRun(event);
      else if (event.kind === 'frame') this.#onFrame(event);
      else this.#onEvent(event);
    }
  }

  #onFrame(frame: FrameEvent): void {
    if (frame.command) return;
    this.#frames += 1;
    this.#bodyBytes += frame.size;
    this.#addToMessage(frame);
    this.#options.gaps?.onFrame(frame, frame.atMs - this.#options.epochMs);
    this.#options.onFrame(frame, frame.atMs - this.#options.epochMs);
    if (!frame.more) this.#endMessage();
  }

  #onRun({ messages, frames, bodyBytes, least, most }: RunEvent): void {
    this.#messages += messages;
    this.#frames += frames;
    this.#bodyBytes += bodyBytes;
    if (least < this.#leastBytes) this.#leastBytes = least;
    if (most > this.#mostBytes) this.#mostBytes = most;
  }

  #addToMessage(frame: FrameEvent): void {
    if (frame.index === 0) {
      this.#messageBytes = frame.size;
      this.#topic = this.#topics.countFrame(frame);
      return;
    }
    this.#messageBytes += frame.size;
    if (this.#topic !== undefined) this.#topic.bytes += frame.size;
  }

  #endMessage(): void {
    this.#messages += 1;
    if (this.#messageBytes < this.#leastBytes) this.#leastBytes = this.#messageBytes;
    if (this.#messageBytes > this.#mostBytes) this.#mostBytes = this.#messageBytes;
  }

  #onEvent(event: Exclude<ZmtpEvent, FrameEvent | RunEvent>): void {
    switch (event.kind) {
      case 'greeting':
        this.#protocol = `ZMTP ${event.major}.${event.minor}`;
        this.#mechanism = event.mechanism;
        this.#asServer = event.asServer;
        this.#sealed = event.mechanism !== 'NULL' && event.mechanism !== 'PLAIN';
        this.#stage = 'handshake';
        return;
      case 'other-protocol':
        this.#onOtherProtocol(event);
        return;
      case 'handshake':
        if (event.step === 'ready' || event.step === 'initiate') this.#stage = 'traffic';
        return;
      case 'ready':
        this.#onReady(event);
        return;
      case 'error':
        this.#error = event.reason;
        return;
      case 'subscribe':
        this.#options.subscriptions.add(event.topic);
        return;
      case 'cancel':
        this.#options.subscriptions.remove(event.topic);
        return;
      case 'ping':
        this.#options.heartbeat.onPing(event.context, event.atMs);
        return;
      case 'pong':
        this.#options.peerHeartbeat.onPong(event.context, event.atMs);
        return;
      case 'command':
        return;
      case 'broken':
        this.#stopped = event.reason;
        this.#stage = 'stopped';
        return;
    }
  }

  #onReady({ socketType, identity }: ReadyEvent): void {
    this.#stage = 'traffic';
    this.#socketType = socketType ?? null;
    this.#identity = identity.length === 0 ? null : readable(identity);
    this.#topics.wantsSingleFrames = socketType === 'pub' || socketType === 'xpub';
  }

  #onOtherProtocol({ protocol, firstByte, socketType, adapts }: OtherProtocolEvent): void {
    this.#adapted = adapts;
    if (!adapts && (protocol === 'zmtp-1.0' || protocol === 'zmtp-2.0')) this.#options.onOld(protocol);
    this.#protocol = protocolNames[protocol];
    this.#socketType = socketType ?? null;
    this.#stopped = `${protocolNames[protocol]}; the first byte was 0x${firstByte.toString(16).padStart(2, '0')}`;
    this.#stage = 'stopped';
  }
}
