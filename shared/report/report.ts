import type { OptionValue, Transport } from '../scenario/scenario.ts';
import type { SocketType } from '../scenario/socket-type.ts';
import type { CauseOfDeath, Finding } from './finding.ts';

/** What `run --json` prints. Keys may be added, never renamed. Times are milliseconds since the run began. */
export interface RunReport {
  readonly highwater: 1;
  readonly scenario: string;
  /** How long producers ran; the drain is not in it. */
  readonly seconds: number;
  readonly versions: Versions;
  readonly flows: readonly FlowReport[];
  readonly sockets: readonly SocketReport[];
  readonly events: readonly EventReport[];
  readonly findings: readonly Finding[];
}

export interface Versions {
  readonly highwater: string;
  readonly libzmq: string;
  readonly zeromq: string;
  readonly node: string;
}

export interface FlowReport {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly link: string;
  readonly transport: Transport;
  readonly sent: number;
  readonly delivered: number;
  readonly lost: number;
  readonly queued: number;
  /** sent - delivered - lost - queued; 0 when the ledger closed. */
  readonly residual: number;
  readonly refused: number;
  readonly blockedMs: number;
  readonly missedBeforeJoin: number;
  readonly firstLossAtMs: number | null;
  readonly lostRanges: readonly LostRange[];
  readonly lostRangesOmitted: number;
  readonly peakQueued: number;
  readonly latencyMs: LatencySummary | null;
  readonly sentPerSecond: number;
  readonly deliveredPerSecond: number;
  /**
   * Where the sender deals its messages out to programs outside, too: those that did not come here. They went there or were lost, which of the two
   * is not known; not in `sent`.
   */
  readonly elsewhere?: number | undefined;
  readonly unclosedReason?: string | undefined;
}

export interface LostRange {
  readonly topic?: string | undefined;
  readonly fromSequence: number;
  /** Inclusive. */
  readonly toSequence: number;
  readonly sentFromMs: number;
  readonly sentToMs: number;
  readonly cause: CauseOfDeath;
}

export interface LatencySummary {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface SocketReport {
  readonly id: string;
  readonly type: SocketType;
  /** Send attempts: accepted + refused. */
  readonly offered: number;
  readonly accepted: number;
  readonly refused: number;
  readonly blockedMs: number;
  /** Share of one core that the socket's thread was busy (0 to 1); the thread may serve other sockets too. */
  readonly cpu: number;
  readonly received: number;
  /** Received messages that carry no header of this run: from programs outside, or garbage. */
  readonly foreign: number;
  /** ROUTER: accepted for routing ids that no linked peer has. */
  readonly unroutable?: number | undefined;
  readonly options: Readonly<Record<string, OptionValue | null>>;
}

export interface EventReport {
  readonly atMs: number;
  readonly socket: string;
  readonly event: string;
  readonly endpoint: string;
  readonly detail: string;
  /** More than 1 when a storm was folded into this one line; it then lasted until `lastAtMs`. */
  readonly count?: number | undefined;
  readonly lastAtMs?: number | undefined;
}
