import type { SocketType } from '../../../shared/scenario/socket-type.ts';

/** What happens in a made-up world beside its traffic; the laws that hold for its report depend on it. */
export type Story =
  | 'healthy'
  | 'changing'
  | 'late-server'
  | 'server-restart'
  | 'client-restart'
  | 'slow'
  | 'limited'
  | 'half-limited'
  | 'link'
  | 'cut'
  | 'wrong-pair'
  | 'stranger';

/** What one outside program is told; `peer.mjs` and `peer.py` read it. */
export interface PeerPlan {
  /** 0 is the program behind the tap, in its first life. */
  readonly id: number;
  readonly language: 'node' | 'python';
  readonly type: SocketType;
  readonly bind: boolean;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly subscribe: readonly string[];
  readonly receives: boolean;
  /** Sends back what it gets. */
  readonly echo: boolean;
  /** An empty part stands in front on the wire, which the library does not put there by itself. */
  readonly envelope: boolean;
  /** Of its own; 0 for one that only receives or answers. */
  readonly count: number;
  /** Messages per second; 0 as fast as it goes. */
  readonly rate: number;
  readonly serviceMs: number;
  readonly traffic: Traffic;
}

/** How all messages of a world are made. */
export interface Traffic {
  readonly sizes: readonly number[];
  readonly parts: readonly number[];
  readonly partSizes: readonly number[];
  readonly topics: readonly string[];
  /** The topic stands in the one frame, before a space. */
  readonly prefix: boolean;
  /** What a publisher says until it is heard. */
  readonly probe: string | null;
  readonly coding: string;
  readonly skips: readonly number[];
  readonly perTopic: boolean;
}

export interface World {
  readonly seed: number;
  readonly story: Story;
  readonly listen: 'tcp' | 'ipc';
  readonly forward: 'tcp' | 'ipc';
  readonly mechanism: 'NULL' | 'PLAIN' | 'CURVE';
  readonly server: PeerPlan;
  readonly clients: readonly PeerPlan[];
  readonly tap: {
    readonly sequence: string | undefined;
    readonly inspect: number | undefined;
    readonly latencyMs: number;
    readonly jitterMs: number;
    readonly bytesPerSecond: number;
  };
  /** How long who comes late, or is gone, stays away. */
  readonly awayMs: number;
  readonly signal: 'SIGINT' | 'SIGTERM';
}

export interface Tally {
  readonly messages: number;
  readonly bytes: number;
}

/** What a program says of itself. */
export interface Side extends Tally {
  readonly frames: number;
  readonly sum: number;
  readonly least: number;
  readonly most: number;
  readonly unnumbered: number;
  readonly disorder: number;
  readonly by: Readonly<Record<string, Tally & { readonly last: number }>>;
  readonly topics: Readonly<Record<string, Tally>>;
  /** By sender. */
  readonly probes: Readonly<Record<string, number>>;
}

export interface Account {
  readonly sent: Side;
  readonly received: Side;
  readonly gaps: number;
  readonly missing: number;
  readonly numbered: number;
}

export const fansOut = ({ type }: PeerPlan): boolean => type === 'pub' || type === 'xpub';
export const subscribes = ({ type }: PeerPlan): boolean => type === 'sub' || type === 'xsub';
