import type { OptionValue } from '../../../shared/scenario/scenario.ts';
import type { SocketType } from '../../../shared/scenario/socket-type.ts';
import type { EngineFailure } from '../../../shared/telemetry/telemetry.ts';
import type { MemoryShape } from '../memory/lab-memory.ts';
import type { ZapRules } from '../run/security.ts';

/** One sequence space: what one socket sends to all its peers (per topic), or to the one peer that it names. */
export interface OutgoingStream {
  readonly stream: number;
  readonly topic: string;
  /** ROUTER: the peer's routing id. */
  readonly target: string | undefined;
  /** An empty frame goes before the message (towards REP from DEALER, towards REQ from ROUTER). */
  readonly delimiter: boolean;
  /** Carries answers only; the producer leaves it alone. */
  readonly answers: boolean;
  /** A closing marker may be sent on it: some Lab socket receives it, and its type allows a message out of turn. */
  readonly markable: boolean;
  /** The flows that carry it. */
  readonly reaches: readonly Reach[];
}

/** One flow as its sender must know it: who receives it, and all the streams that it carries. */
export interface Reach {
  readonly flow: number;
  readonly to: number;
  readonly streams: readonly number[];
  /** What is sent before somebody is there to hear it, is not owed. */
  readonly fanOut: boolean;
}

/** What a receiving socket must know of a stream that may reach it. */
export interface IncomingStream {
  readonly stream: number;
  readonly flow: number;
  /** Every message of the stream that is not filtered is owed to this socket, so that a gap is a loss. */
  readonly exclusive: boolean;
  /** Publish/subscribe: what was sent before the subscription took hold was never owed. */
  readonly fanOut: boolean;
  /** When the receiver goes, its queue and its subscription at the sender go with it; not where the sender connects again. */
  readonly leaves: boolean;
  /** What a sender sent before it was opened again comes before what it sends since, through the same queue. */
  readonly ordered: boolean;
  /** The receiver subscribes (PUB and XPUB send what is asked for) by connecting; one that binds does so when it first reads. */
  readonly subscribes: 'by-connecting' | 'by-reading' | 'never';
  /** Where the sender's life of now begins; undefined while it is its first. */
  readonly startsAt: number | undefined;
  /** Place of the topic in the sender's turn, and how many topics take turns. */
  readonly turn: number;
  readonly turns: number;
  readonly sender: number;
  readonly topic: string;
  /** The stream that an answer to a message of this stream belongs to; -1 when none is sent. */
  readonly replyStream: number;
}

/** Everything a worker needs to run one socket. */
export interface SocketOrder {
  readonly index: number;
  readonly id: string;
  readonly type: SocketType;
  readonly options: Readonly<Record<string, OptionValue>>;
  /** In the order in which they go out: an XSUB may be connected while it still sends them. */
  readonly subscribe: readonly string[];
  readonly outgoing: readonly OutgoingStream[];
  readonly incoming: readonly IncomingStream[];
  /** The scenario wants this socket to send messages of its own. */
  readonly produces: boolean;
  readonly startDelayMs: number;
  readonly frames: number;
  readonly maySplit: boolean;
  /** A proxy reads and writes this socket; it has no loops of its own. */
  readonly proxied: boolean;
  /** Sends that time out are the user's wish (`sendTimeout` was set): count them as refused instead of waiting. */
  readonly refuseWhenFull: boolean;
}

export interface RunSetup {
  /** Goes with every header, so that messages of another run are not taken for this one's. */
  readonly run: number;
  readonly epochMs: number;
  readonly shape: MemoryShape;
  /** Absent in a process of its own, whose memory is a copy that is kept up to date (see pool/process-thread.ts). */
  readonly memory: SharedArrayBuffer | undefined;
  /** ZMQ_MAX_SOCKETS of this process's context; only for a process of its own. */
  readonly maxSockets: number | undefined;
  /** Bitmaps of the streams that several receivers share, by stream. */
  readonly arrivals: ReadonlyMap<number, SharedArrayBuffer>;
}

export type WorkerOrder =
  | { readonly kind: 'setup'; readonly setup: RunSetup }
  | { readonly kind: 'open'; readonly order: SocketOrder }
  | { readonly kind: 'bind' | 'connect' | 'disconnect'; readonly socket: number; readonly endpoint: string }
  | { readonly kind: 'option'; readonly socket: number; readonly name: string; readonly value: OptionValue }
  | { readonly kind: 'close'; readonly socket: number; readonly linger: number | undefined }
  | { readonly kind: 'mark'; readonly socket: number }
  | { readonly kind: 'options'; readonly socket: number; readonly names: readonly string[] }
  /** A handshake on this endpoint tells when these flows joined; `now` where the transport has no handshake (inproc). */
  | {
      readonly kind: 'joined';
      readonly socket: number;
      readonly endpoint: string;
      readonly flows: readonly number[];
      readonly now: boolean;
    }
  /** The sender of these streams is about to be opened again, and goes on with these sequences. */
  | { readonly kind: 'renewed'; readonly socket: number; readonly starts: ReadonlyMap<number, number> }
  /** Answers the newest sequence received, by stream. */
  | { readonly kind: 'heard'; readonly socket: number }
  /** Opens sockets beside this one until libzmq refuses, and keeps them until `clear`. */
  | { readonly kind: 'exhaust'; readonly socket: number }
  /** Forwards between two open sockets of this thread until one of them closes. */
  | { readonly kind: 'proxy'; readonly frontend: number; readonly backend: number }
  /** Starts the process's one ZAP handler on this thread; it ends with `clear`. */
  | { readonly kind: 'zap'; readonly rules: ZapRules }
  | { readonly kind: 'clear' }
  /** All sockets are closed: give back what received messages still hold. */
  | { readonly kind: 'settle' };

/** Between a process of its own and ours: all cells one way, the owned ones the other, many times a second. */
export interface CellsMessage {
  readonly kind: 'cells';
  readonly cells: Float64Array;
}

/** From a process of its own, before the cells: what arrived there of a stream that others share (see told-arrivals.ts). */
export interface ArrivalsMessage {
  readonly kind: 'arrivals';
  readonly stream: number;
  readonly told: Int32Array;
}

/** Which cells a process of its own writes; all others it takes from ours. */
export interface OwnMessage {
  readonly kind: 'own';
  readonly owned: readonly number[];
}

export interface WorkerRequest {
  readonly id: number;
  readonly order: WorkerOrder;
}

/** A proven loss on its way to the ledger. `ranges` is more than 1 when a flood of small gaps was folded. */
export interface GapRecord {
  readonly flow: number;
  readonly stream: number;
  readonly fromSequence: number;
  readonly toSequence: number;
  readonly count: number;
  readonly ranges: number;
  readonly sentFromMs: number;
  readonly sentToMs: number;
  readonly atClose: boolean;
}

export interface MonitorRecord {
  readonly socket: number;
  readonly event: string;
  readonly endpoint: string;
  readonly detail: string;
  readonly atMs: number;
  readonly lastAtMs: number;
  readonly count: number;
}

export type FailureRecord = Omit<EngineFailure, 'socket'> & { readonly socket: number };

export type OrderAnswer =
  | { readonly ok: true; readonly value: string | Readonly<Record<string, OptionValue | null>> | undefined }
  | { readonly ok: false; readonly code: string; readonly message: string };

export type WorkerMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: OrderAnswer }
  | { readonly kind: 'gaps'; readonly gaps: readonly GapRecord[] }
  | { readonly kind: 'monitor'; readonly events: readonly MonitorRecord[] }
  | { readonly kind: 'failures'; readonly failures: readonly FailureRecord[] };
