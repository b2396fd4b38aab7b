import type { Finding } from '../report/finding.ts';
import type { LinkConditions } from '../scenario/scenario.ts';

/** What a tap has seen so far; plain data, bounded whatever passes. Times are milliseconds since the tap began. All measured. */
export interface TapView {
  readonly listen: string;
  readonly forward: string;
  readonly atMs: number;
  readonly conditions: LinkConditions;
  /** Oldest first; those that were closed long ago are left out and counted. */
  readonly connections: readonly TapConnection[];
  readonly connectionsOmitted: number;
  /** What the connections left out had carried. */
  readonly omitted: Carried & { readonly forward: Carried; readonly backward: Carried };
  /** Clients that were closed at once: nobody listened behind, or the link was cut. */
  readonly turnedAway: number;
  /** Why the last of them was, e.g. `ECONNREFUSED`, or that clients wait (`noAnswer`). */
  readonly unreachable: string | null;
  /** What the program behind the tap last announced itself as, on any connection. */
  readonly serverSocketType: string | null;
  /** What a client announced itself as, whose connection ended before the program behind had answered. */
  readonly refusedClientType: string | null;
  /** The same of the security mechanism that each named in its greeting. */
  readonly serverMechanism: string | null;
  readonly refusedClientMechanism: string | null;
  readonly findings: readonly Finding[];
  readonly inspecting: boolean;
}

export interface Carried {
  readonly messages: number;
  readonly bytes: number;
}

export interface TapConnection {
  readonly id: number;
  /** Where the client connected from; clients of ipc have no address and are numbered: `ipc client 3`. */
  readonly client: string;
  readonly openedAtMs: number;
  readonly closedAtMs: number | null;
  /** Which program ended it: the one that connected, or the one behind the tap. */
  readonly endedBy: 'client' | 'server' | null;
  /** Another one was open at the same time: the program behind the tap may share its messages out among them. */
  readonly shared: boolean;
  /** Sent by the client. */
  readonly forward: TapSide;
  /** Sent by the program behind the tap. */
  readonly backward: TapSide;
}

/** One direction of one connection. */
export interface TapSide {
  /** `ZMTP 3.1`, or what it is instead (`HTTP`, `TLS`, ...); null until enough was sent. */
  readonly protocol: string | null;
  readonly stage: SideStage;
  readonly mechanism: string | null;
  readonly asServer: boolean;
  readonly socketType: string | null;
  readonly identity: string | null;
  /** The reason of a ZMTP ERROR command. */
  readonly error: string | null;
  /** Why decoding stopped. */
  readonly stopped: string | null;
  /** It goes down to an older ZMTP because its peer speaks that. */
  readonly adapted: boolean;
  /** Under CURVE only sizes and rates are known; `messages` then counts frames, which may be parts of messages. */
  readonly sealed: boolean;
  readonly messages: number;
  readonly frames: number;
  /** On the wire, handshake and headers included. */
  readonly bytes: number;
  readonly bodyBytes: number;
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  /** Of whole messages. */
  readonly size: { readonly least: number; readonly mean: number; readonly most: number } | null;
  /**
   * The busiest topics: the first frame; of a publisher's message with one frame, the subscription that it matches or its first
   * word. A publisher's topic may be empty; of others an empty first frame is an envelope, and no topic.
   */
  readonly topics: readonly TopicCount[];
  readonly topicsOmitted: { readonly topics: number; readonly messages: number };
  readonly subscriptions: readonly string[];
  readonly subscriptionsOmitted: number;
  readonly heartbeat: Heartbeat | null;
  /** In this process; the kernel's queues come on top. */
  readonly heldBytes: number;
  /** In the kernel's queues of the tap's own two sockets; null where the system does not tell (ipc, other than Linux). */
  readonly kernelBytes: number | null;
  /** Time in which the receiving program's kernel took no more. */
  readonly blockedMs: number;
  /** Time in which bytes waited for the configured `bytesPerSecond`. */
  readonly limitedMs: number;
  /** Share of the last second, 0 to 1. */
  readonly blockedShare: number;
  readonly limitedShare: number;
  /** Share of the configured `bytesPerSecond` that went on in the last second; 0 without one. */
  readonly limitUse: number;
  readonly sequence: SequenceTally | null;
}

export type SideStage = 'silent' | 'greeting' | 'handshake' | 'traffic' | 'stopped';

export interface TopicCount {
  readonly topic: string;
  readonly messages: number;
  readonly bytes: number;
}

export interface Heartbeat {
  readonly pings: number;
  readonly answered: number;
  /** From the PING passing the tap to its PONG passing it: the far half of the way. */
  readonly roundTripMs: {
    readonly last: number;
    readonly least: number;
    readonly mean: number;
    readonly most: number;
  } | null;
}

/**
 * What the user's own counters say. `missing` never reached the wire, or came in another order; at least so many, where bodies
 * came between that are too long to be read, so that their ranges may be longer.
 */
export interface SequenceTally {
  /** Each topic was counted by itself. */
  readonly perTopic: boolean;
  readonly read: number;
  /** Messages in which no number was found. */
  readonly unreadable: number;
  readonly gaps: number;
  readonly missing: number;
  /** A number at or below the last: repeated, reordered, or the sender began again. */
  readonly backwards: number;
  readonly last: number | null;
  /** The first gaps; `toSequence` is inclusive. */
  readonly ranges: readonly {
    readonly topic: string | null;
    readonly fromSequence: number;
    readonly toSequence: number;
    readonly atMs: number;
  }[];
  readonly rangesOmitted: number;
}

/** One message of the inspector. */
export interface InspectedMessage {
  readonly atMs: number;
  readonly connection: number;
  readonly direction: 'forward' | 'backward';
  readonly frames: readonly InspectedFrame[];
  readonly framesOmitted: number;
}

/** One frame, in every form in which it can be read. */
export interface InspectedFrame {
  readonly size: number;
  /** Bytes that were not kept. */
  readonly cut: number;
  readonly hex: string;
  readonly text: string | null;
  readonly json: string | null;
  readonly msgpack: string | null;
}
