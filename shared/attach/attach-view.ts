import type { ExecView } from '../exec/exec-view.ts';
import type { Finding } from '../report/finding.ts';
import type { TapConnection, TapView } from '../tap/tap-view.ts';
import type { QueuePoint, WatchCandidate, WatchedConnection, WatchView } from '../watch/watch-view.ts';

/** What the window is told of programs outside; every list is bounded, and what was left out is counted. */

export interface CandidateList {
  readonly candidates: readonly WatchCandidate[];
  readonly omitted: number;
  /** Processes of other users, which could not be looked into. */
  readonly denied: number;
  /** False where the kernel does not tell: then only a tap can see. */
  readonly supported: boolean;
}

/** A connection with its newest point instead of its history: the window keeps the past itself. */
export type WatchedNow = Omit<WatchedConnection, 'history'> & { readonly now: QueuePoint | null };

export interface WatchLook extends Omit<WatchView, 'connections'> {
  /** Another one with every start; points of two watches do not belong on one time axis. */
  readonly watchId: number;
  /** Listening sockets are asked for their type. */
  readonly greets: boolean;
  readonly connections: readonly WatchedNow[];
  readonly findingsOmitted: number;
  readonly listenersOmitted: number;
}

export interface TapSummary {
  readonly id: string;
  readonly listen: string;
  readonly forward: string;
  readonly phase: TapPhase;
  readonly openConnections: number;
  /** The sentence of the most important finding. */
  readonly sentence: string | null;
}

/** `failed`: it ended by itself. */
export type TapPhase = 'tapping' | 'stopped' | 'failed';

/** Topics, subscriptions and gaps in full only for the connection that was asked for. */
export interface TapLook extends TapView {
  readonly id: string;
  readonly phase: TapPhase;
  readonly sequence: string | null;
  readonly connections: readonly TapConnection[];
  readonly findings: readonly Finding[];
  /** The programs behind addresses of this machine, as far as they are known. */
  readonly programs: Readonly<Record<string, NamedProgram>>;
}

export interface NamedProgram {
  readonly pid: number;
  readonly name: string;
}

export interface TapsLook {
  readonly taps: readonly TapSummary[];
  readonly shown: TapLook | null;
}

/** What programs under `highwater exec` have counted. */
export interface CallsLook {
  readonly sessions: readonly string[];
  /** The session that was asked for, else the first; null when nobody counts. */
  readonly shown: ExecView | null;
  /** Connections beyond the bound. */
  readonly connectionsOmitted: number;
}
