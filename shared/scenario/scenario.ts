import type { SocketType } from './socket-type.ts';

/** A scenario as the engine takes it: read from a file, checked, and with every default filled in. Units are in the names. */
export interface Scenario {
  readonly highwater: 1;
  readonly name: string;
  readonly description: string;
  /** How long producers run; the drain comes on top. */
  readonly seconds: number;
  readonly sockets: readonly SocketSpec[];
  readonly links: readonly LinkSpec[];
  readonly steps: readonly StepSpec[];
  /** Forwarders between two sockets of the scenario: xsub/xpub, router/dealer or pull/push. */
  readonly proxies: readonly ProxySpec[];
  readonly keyPairs: Readonly<Record<string, KeyPairSpec>>;
  readonly zap: ZapSpec | undefined;
}

export interface SocketSpec {
  readonly id: string;
  readonly type: SocketType;
  /** zeromq.js's own option names; only the ones that the scenario sets. */
  readonly options: SocketOptions;
  readonly produce: ProduceSpec | undefined;
  readonly consume: ConsumeSpec | undefined;
  /** Prefixes; for `sub` and `xsub` only. An empty string subscribes to all. */
  readonly subscribe: readonly string[];
  readonly security: SecuritySpec | undefined;
  /** The socket is created this long after the run began. */
  readonly startAtMs: number;
  /** Literal endpoints, to talk to programs outside or to make a link by hand. */
  readonly bind: readonly string[];
  readonly connect: readonly string[];
  /** Runs in a process of its own, which a `kill` really kills, with limits of its own. tcp and ipc only. */
  readonly process: ProcessSpec | undefined;
}

export interface ProcessSpec {
  /** Open files that the process may have (RLIMIT_NOFILE); undefined = as many as ours. */
  readonly descriptors: number | undefined;
  /** ZMQ_MAX_SOCKETS of its context; undefined = libzmq's 1023. */
  readonly sockets: number | undefined;
}

export type OptionValue = number | boolean | string;
export type SocketOptions = Readonly<Record<string, OptionValue>>;

export interface ProduceSpec {
  /** Messages per second; 0 = as fast as it goes. */
  readonly rate: number;
  /** Bytes per message on the wire; the Lab's header makes it at least `minimumSize`. */
  readonly size: number;
  /** Taken in turn. Empty unless the socket is `pub` or `xpub`. */
  readonly topics: readonly string[];
  /** Messages sent back to back; the mean rate stays. */
  readonly burst: number;
  /** First message this long after the socket was opened. */
  readonly startAtMs: number;
  /** Parts per message. */
  readonly frames: number;
  /** Stop after so many; 0 = never. */
  readonly count: number;
  /** ROUTER: the routing ids to address in turn; empty = every linked peer. */
  readonly to: readonly string[];
}

export interface ConsumeSpec {
  /** Time spent on each message; fractions count. 0 = as fast as it goes. */
  readonly serviceMs: number;
  /** `wait` gives the thread away, `spin` burns it. */
  readonly mode: 'wait' | 'spin';
}

export type SecuritySpec =
  | { readonly mechanism: 'plain'; readonly role: 'server'; readonly domain?: string | undefined }
  | { readonly mechanism: 'plain'; readonly role: 'client'; readonly username: string; readonly password: string }
  | {
      readonly mechanism: 'curve';
      readonly role: 'server';
      readonly keyPair: string;
      readonly domain?: string | undefined;
    }
  | { readonly mechanism: 'curve'; readonly role: 'client'; readonly keyPair: string; readonly serverKey: string };

/** `generate`, or literal Z85 keys. */
export type KeyPairSpec = 'generate' | { readonly publicKey: string; readonly secretKey: string };

export interface ZapSpec {
  /** Names of key pairs whose clients are let in. */
  readonly curve: readonly string[] | undefined;
  readonly plain: Readonly<Record<string, string>> | undefined;
}

export type Transport = 'tcp' | 'ipc' | 'inproc';

export interface LinkSpec {
  readonly id: string;
  /** Sends towards `to`; request/reply, dealer/router and pair links carry messages both ways. */
  readonly from: string;
  readonly to: string;
  readonly transport: Transport;
  /** Which end binds. */
  readonly bind: 'from' | 'to';
  readonly endpoint: string | undefined;
  readonly conditions: LinkConditions;
}

/**
 * A broker in the middle: what its frontend receives goes out by its backend, and back where the types talk both ways.
 * Each hop is a flow of its own, so that the queues before and behind the proxy are told apart.
 */
export interface ProxySpec {
  readonly id: string;
  /** xsub, router or pull. */
  readonly frontend: string;
  /** xpub, dealer or push. */
  readonly backend: string;
}

export interface LinkConditions {
  /** 0 = no limit. */
  readonly bytesPerSecond: number;
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** True = nothing passes and the connection is closed. */
  readonly cut: boolean;
  /** True = nothing passes and the connection stays open (half-open, stalled link). */
  readonly stall: boolean;
}

export type SocketAction = 'close' | 'kill' | 'restart' | 'stall' | 'resume';

/**
 * Things that happen to real systems, done on purpose. On a link: `reset` (RST both ends), `steal-path` (a stranger binds its
 * ipc path), `take-port` (a stranger listens on its port). On a socket: `http` and `junk` (a client that does not speak ZMTP),
 * `silent` (one that says nothing), `flood` (hundreds of connections that stay), `exhaust-sockets` (its process opens
 * sockets until libzmq refuses).
 */
export const linkFaults = ['reset', 'steal-path', 'take-port'] as const;
export const socketFaults = ['http', 'junk', 'silent', 'flood', 'exhaust-sockets'] as const;
export type LinkFault = (typeof linkFaults)[number];
export type SocketFault = (typeof socketFaults)[number];
export type FaultName = LinkFault | SocketFault;
export const faultNames = [...linkFaults, ...socketFaults] as const;

export type StepSpec =
  | { readonly atMs: number; readonly set: Readonly<Record<string, OptionValue>> }
  | { readonly atMs: number; readonly do: SocketAction; readonly socket: string }
  /** `on`: the id of the link or socket that it happens to. */
  | { readonly atMs: number; readonly fault: FaultName; readonly on: string };
