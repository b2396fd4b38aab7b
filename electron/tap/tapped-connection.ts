import type { TapConnection, TapSide } from '../../shared/tap/tap-view.ts';
import type { ConnectionStats, OneWayStats, RelayDirection } from '../relay/relay-types.ts';
import { GapTracker } from './gap-tracker.ts';
import { HeartbeatClock } from './heartbeat-clock.ts';
import type { MessageInspector } from './message-inspector.ts';
import type { SequenceSpec } from './sequence-spec.ts';
import { type DecodedSide, SideTally } from './side-tally.ts';
import { SubscriptionSet } from './subscription-set.ts';

export interface TappedConnectionOptions {
  readonly id: number;
  readonly maxBodyBytes: number;
  readonly sequence: SequenceSpec | undefined;
  readonly inspector: MessageInspector;
  readonly epochMs: number;
}

/** Bytes that the kernel holds for the relay's own two sockets, per direction. */
export type KernelBytes = Readonly<Record<RelayDirection, number>>;

interface Rates {
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly blockedShare: number;
  readonly limitedShare: number;
  readonly limitUse: number;
}

/** What a side had carried when it was last looked at. */
interface Mark {
  readonly atMs: number;
  readonly messages: number;
  readonly stats: OneWayStats;
}

const noStats: OneWayStats = { bytes: 0, heldBytes: 0, blockedMs: 0, limitedMs: 0 };
const noRates: Rates = { messagesPerSecond: 0, bytesPerSecond: 0, blockedShare: 0, limitedShare: 0, limitUse: 0 };

/** One connection through the tap: what was read from its bytes, joined with what the relay and the kernel say. */
export class TappedConnection {
  readonly id: number;
  /** Another one is, or was, open at the same time. */
  shared = false;
  readonly sides: Readonly<Record<RelayDirection, SideTally>>;
  readonly #epochMs: number;
  #client = '';
  #openedAtMs = 0;
  #closedAtMs: number | null = null;
  #endedBy: 'client' | 'server' | null = null;
  #stats: ConnectionStats | undefined;
  #kernel: KernelBytes | undefined;
  #marks: Record<RelayDirection, Mark> | undefined;
  #rates: Record<RelayDirection, Rates> = { forward: noRates, backward: noRates };

  constructor({ id, maxBodyBytes, sequence, inspector, epochMs }: TappedConnectionOptions) {
    this.id = id;
    this.#epochMs = epochMs;
    const subscriptions = { forward: new SubscriptionSet(), backward: new SubscriptionSet() };
    const heartbeats = { forward: new HeartbeatClock(), backward: new HeartbeatClock() };
    const side = (direction: RelayDirection, peer: RelayDirection): SideTally =>
      new SideTally({
        maxBodyBytes,
        epochMs,
        subscriptions: subscriptions[direction],
        peerSubscriptions: subscriptions[peer],
        heartbeat: heartbeats[direction],
        peerHeartbeat: heartbeats[peer],
        gaps: sequence === undefined ? undefined : new GapTracker(sequence),
        onFrame: inspector.lineFor(id, direction),
        wantsFrames: () => inspector.on,
        onOld: (protocol) => this.sides[peer].meet(protocol),
      });
    this.sides = { forward: side('forward', 'backward'), backward: side('backward', 'forward') };
  }

  get isClosed(): boolean {
    return this.#closedAtMs !== null;
  }

  open(client: string, atMs: number): void {
    this.#client = client;
    this.#openedAtMs = atMs - this.#epochMs;
    this.#marks = { forward: { atMs, messages: 0, stats: noStats }, backward: { atMs, messages: 0, stats: noStats } };
  }

  close(stats: ConnectionStats, atMs: number): void {
    this.sides.forward.end(atMs);
    this.sides.backward.end(atMs);
    this.#stats = stats;
    this.#kernel = undefined;
    this.#rates = { forward: noRates, backward: noRates };
    this.#closedAtMs = atMs - this.#epochMs;
    this.#endedBy = stats.endedBy ?? null;
  }

  /** The relay's figures as they now stand. */
  refresh(stats: ConnectionStats): void {
    this.#stats = stats;
  }

  /** Once a second: rates are those between two calls. `limit` in bytes per second, 0 if there is none. */
  measure(stats: ConnectionStats, kernel: KernelBytes | undefined, atMs: number, limit: number): void {
    this.#stats = stats;
    this.#kernel = kernel;
    const marks = this.#marks;
    if (marks === undefined) return;
    for (const direction of ['forward', 'backward'] as const) {
      const mark = { atMs, messages: this.sides[direction].messages, stats: stats[direction] };
      this.#rates[direction] = ratesBetween(marks[direction], mark, limit);
      marks[direction] = mark;
    }
  }

  view(): TapConnection {
    return {
      id: this.id,
      client: this.#client,
      openedAtMs: this.#openedAtMs,
      closedAtMs: this.#closedAtMs,
      endedBy: this.#endedBy,
      shared: this.shared,
      forward: this.#side('forward'),
      backward: this.#side('backward'),
    };
  }

  #side(direction: RelayDirection): TapSide {
    const { heldBytes, blockedMs, limitedMs } = this.#stats?.[direction] ?? noStats;
    const decoded: DecodedSide = this.sides[direction].view();
    const kernelBytes = this.#kernel?.[direction] ?? null;
    return { ...decoded, ...this.#rates[direction], heldBytes, kernelBytes, blockedMs, limitedMs };
  }
}

function ratesBetween(before: Mark, now: Mark, limit: number): Rates {
  const ms = now.atMs - before.atMs;
  if (ms <= 0) return noRates;
  return {
    messagesPerSecond: ((now.messages - before.messages) * 1000) / ms,
    bytesPerSecond: ((now.stats.bytes - before.stats.bytes) * 1000) / ms,
    blockedShare: Math.min(1, (now.stats.blockedMs - before.stats.blockedMs) / ms),
    limitedShare: Math.min(1, (now.stats.limitedMs - before.stats.limitedMs) / ms),
    limitUse: limit <= 0 ? 0 : ((wentOn(now) - wentOn(before)) * 1000) / ms / limit,
  };
}

const wentOn = ({ stats }: Mark): number => stats.bytes - stats.heldBytes;
