import type { Finding } from '../report/finding.ts';
import type { SocketType } from '../scenario/socket-type.ts';

/** What is watched. A port stands for everybody who is connected to it, a name for every program that fits. */
export type WatchTarget =
  | { readonly kind: 'pid'; readonly pid: number }
  | { readonly kind: 'port'; readonly port: number }
  | { readonly kind: 'name'; readonly name: string };

/** One look at programs that know nothing of Highwater. Plain JSON; `null` is "not known here". */
export interface WatchView {
  readonly target: WatchTarget;
  readonly phase: 'watching' | 'stopped';
  /** All processes that the target stood for at the start have ended, and their connections with them. */
  readonly targetEnded: boolean;
  /** Milliseconds since the watch began; all other times are on the same clock. */
  readonly atMs: number;
  readonly processes: readonly WatchedProcess[];
  readonly connections: readonly WatchedConnection[];
  /** Connections beyond the bound that were left out, and closed ones that made room for others. */
  readonly connectionsOmitted: number;
  /** Ports and paths that the watched processes listen on. */
  readonly listeners: readonly WatchedListener[];
  readonly findings: readonly Finding[];
  /** What cannot be seen from here, a sentence each. */
  readonly blindSpots: readonly string[];
}

export interface WatchedProcess {
  readonly pid: number;
  readonly name: string;
  /** The version of the libzmq that is mapped into it; `unknown` when there is one of unknown version, null without one. */
  readonly libzmq: string | null;
  /** The binding, or the implementation where there is no libzmq; and how the version was found. */
  readonly binding: string | null;
  readonly versionFrom: string | null;
  /** Share of one core since the last look, 0 and up. */
  readonly cpu: number | null;
  /** As /proc says: `S` sleeping, `R` running, `T` stopped, `gone` after its end. */
  readonly state: string;
  /** When it was last seen stopped. */
  readonly stoppedAtMs: number | null;
  /** When it was first seen gone. */
  readonly endedAtMs: number | null;
  readonly openFiles: number | null;
  readonly fileLimit: number | null;
}

export interface WatchedListener {
  readonly pid: number | null;
  readonly endpoint: string;
  readonly socketType: SocketType | null;
  /** Connections that wait to be accepted. */
  readonly backlog: number;
}

export interface WatchedConnection {
  readonly id: string;
  readonly transport: 'tcp' | 'ipc';
  /** The end that is bound: `tcp://127.0.0.1:5555`. */
  readonly endpoint: string;
  /** The end that sends more: its pid as text, or its address when the process is not visible. */
  readonly from: string;
  readonly to: string;
  readonly fromPid: number | null;
  readonly toPid: number | null;
  /** This end's program closed it or ended, and the kernel still delivers what it had taken. */
  readonly abandonedBy: 'from' | 'to' | null;
  /** `measured` by the bytes that went each way; `assumed` while nothing tells them apart. */
  readonly direction: 'measured' | 'assumed';
  /** Of `from` and `to`; known where a greeting was asked for. */
  readonly socketTypes: readonly [SocketType | null, SocketType | null];
  /** The kernel counts bytes, not messages. */
  readonly messages: null;
  /** Payload and framing acknowledged from `from` to `to` since the watch began. */
  readonly bytes: number | null;
  readonly open: boolean;
  readonly forward: DirectionView;
  readonly backward: DirectionView;
  /** The forward queues over the last minute or so. */
  readonly history: readonly QueuePoint[];
}

/** One direction of a connection, over the last few seconds. Queues are medians. */
export interface DirectionView {
  readonly sendQueueBytes: number | null;
  readonly receiveQueueBytes: number | null;
  readonly notSentBytes: number | null;
  readonly bytesPerSecond: number | null;
  /** How long a byte that is sent now stands in the kernel: queues by rate. Null when nothing moves. */
  readonly waitMs: number | null;
  /** Share of the time in which the sender's kernel waited for room in the receiver's buffer (rwnd_limited). */
  readonly readerLimitedShare: number | null;
  /** Share in which bytes were under way and the network set the pace. */
  readonly networkLimitedShare: number | null;
  readonly retransmits: number | null;
  readonly rttMs: number | null;
}

export interface QueuePoint {
  readonly atMs: number;
  readonly sendQueueBytes: number | null;
  readonly receiveQueueBytes: number | null;
}

/** A running program that has libzmq in it, or another implementation of ZeroMQ that shows itself. */
export interface WatchCandidate {
  readonly pid: number;
  readonly name: string;
  /** Null for another implementation, which `binding` names. */
  readonly libzmq: string | null;
  readonly binding: string | null;
  readonly listens: readonly string[];
  /** Established tcp and unix connections. */
  readonly connections: number;
}
