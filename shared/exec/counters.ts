import type { countedOptions, mechanismNames, typeNames } from './counter-layout.ts';

/** What the shim counted in one process, read from its file. Times are milliseconds of CLOCK_MONOTONIC. */
export interface ProcessCounters {
  readonly pid: number;
  readonly parentPid: number;
  readonly startedAtMs: number;
  /** Undefined while it runs, and when it was killed. */
  readonly endedAtMs: number | undefined;
  /** Of the first libzmq that was used. */
  readonly libzmq: string;
  readonly library: string;
  /** As in /proc/PID/cmdline: words that end in zero bytes, cut. */
  readonly commandLine: string;
  readonly sockets: readonly SocketCounters[];
  readonly socketsOpened: number;
  /** Sockets for which the file had no room. */
  readonly socketsOmitted: number;
  readonly endpointsOmitted: number;
  /** Calls of zmq_socket that failed, and errno of the last. */
  readonly socketFailures: number;
  readonly lastSocketError: number;
  /** Calls on sockets that are not counted: beyond the limit, or inherited through fork. */
  readonly uncountedSends: number;
  readonly uncountedReceives: number;
  readonly usesPoller: boolean;
  readonly contextTerms: number;
  readonly contextTermMs: number;
  /** Of these, what passed after the last socket was closed. */
  readonly contextLingerMs: number;
}

export type CountedType = (typeof typeNames)[number];
export type CountedOption = (typeof countedOptions)[number][0];

export interface SocketCounters {
  /** Counts from 1 in the order of opening. */
  readonly number: number;
  /** What the program itself calls it, where an agent says so. */
  readonly name?: string | undefined;
  readonly type: CountedType;
  /** The address of its context: inproc endpoints are names within it. */
  readonly context: string;
  readonly openedAtMs: number;
  readonly closedAtMs: number | undefined;
  /** Further closed sockets, used alike, whose figures are in this record. */
  readonly merged: number;
  readonly mechanism: (typeof mechanismNames)[number];
  readonly subscriptions: number;
  readonly subscribesToAll: boolean;
  /** libzmq's own PAIR for its monitor events. */
  readonly monitor: boolean;
  /** Messages pass through zmq_proxy, where they cannot be counted. */
  readonly proxied: boolean;
  readonly sent: SideCounters;
  readonly received: SideCounters;
  readonly options: Readonly<Partial<Record<CountedOption, number | boolean>>>;
  /** Those that the program set. */
  readonly optionsSet: readonly CountedOption[];
  readonly endpoints: readonly CountedEndpoint[];
}

export interface CountedEndpoint {
  /** As libzmq resolved it (`tcp://0.0.0.0:5555`). */
  readonly endpoint: string;
  readonly how: 'bind' | 'connect';
  readonly state: 'live' | 'gone' | 'failed';
  /** errno of a bind that failed, else 0. */
  readonly error: number;
}

/** One direction of a socket. */
export interface SideCounters {
  readonly messages: number;
  readonly frames: number;
  readonly bytes: number;
  /** Calls that failed, by what they failed with. */
  readonly again: number;
  readonly interrupted: number;
  readonly terminated: number;
  readonly unreachable: number;
  readonly wrongState: number;
  readonly otherFailures: number;
  readonly lastError: number;
  /** Calls that had to wait inside libzmq, and their time. */
  readonly waits: number;
  readonly blockedMs: number;
  /** From a refusal (EAGAIN, or an event mask without this direction) to the next success or wait. */
  readonly stalls: number;
  readonly stalledMs: number;
  /** Inside zmq_poll for this direction. */
  readonly pollMs: number;
  /** One of the three was going on when this was read, or when the socket ended. */
  readonly waiting: boolean;
}
