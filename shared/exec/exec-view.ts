import type { Transport } from '../scenario/scenario.ts';
import type { CountedType, SocketCounters } from './counters.ts';
import type { ExecFinding } from './rules/finding-parts.ts';

/** What one look at a session of counted programs shows. Plain JSON. Times are milliseconds since the session began. */
export interface ExecView {
  readonly session: string;
  /** How long the session has lasted. */
  readonly atMs: number;
  /** The programs that were started by hand, in the order of their start. */
  readonly programs: readonly ExecProgram[];
  /** Every process among them that opened a ZeroMQ socket. */
  readonly processes: readonly ExecProcess[];
  readonly connections: readonly ExecConnection[];
  /** Sockets whose messages cannot be told apart by connection: here the sums of all of them. */
  readonly groups: readonly ExecGroup[];
  /** As in every report, each with the guilty socket where there is one. */
  readonly findings: readonly ExecFinding[];
  /** What the figures cannot show. */
  readonly blindSpots: readonly string[];
}

/** One `highwater exec -- COMMAND`. */
export interface ExecProgram {
  readonly name: string;
  readonly pid: number | null;
  readonly startedAtMs: number;
  /** Null while it runs. */
  readonly endedAtMs: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Highwater ended it: its time was up, or it was interrupted. */
  readonly stopped: boolean;
  /** Sentences on processes of it that use ZeroMQ and are not counted. */
  readonly outOfReach: readonly string[];
}

export interface ExecProcess {
  readonly pid: number;
  /** The pid of the program that it belongs to, itself or a descendant. */
  readonly program: number | null;
  readonly name: string;
  readonly libzmq: string;
  readonly library: string;
  readonly running: boolean;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  /** Of the program itself; the status of a program's children is not known. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Highwater ended it, or its program. */
  readonly stopped: boolean;
  readonly sockets: readonly ExecSocket[];
  readonly socketsOpened: number;
  readonly socketsOmitted: number;
  /** libzmq's own sockets for monitor events, which are left out of `sockets`. */
  readonly monitorSockets: number;
  readonly socketFailures: number;
  readonly lastSocketError: number;
  readonly contextTermMs: number;
  readonly contextLingerMs: number;
  /** Waiting cannot be told from working where zmq_poller_wait is used. */
  readonly usesPoller: boolean;
}

export interface ExecSocket extends Omit<SocketCounters, 'number' | 'context' | 'monitor' | 'closedAtMs'> {
  /** `PID:NUMBER`, unique in the session; `PID.IMAGE:NUMBER` once the process runs another program in its place. */
  readonly id: string;
  readonly pid: number;
  readonly context: string;
  readonly closedAtMs: number | null;
  /** When it was closed, or its process ended, or of this look. */
  readonly untilMs: number;
  /** Closed, or its process has ended. */
  readonly over: boolean;
  /** Time in which a receive found nothing; null where that is not known. */
  readonly idleMs: number | null;
  /** Time in which a message of its could not be sent yet; null where that is not known. */
  readonly heldMs: number | null;
}

/** How much the two ends' counts say about each other. */
export type LedgerReach =
  /** Both ends are counted and talk to nobody else that is counted: the difference is in flight or lost. */
  | 'exact'
  /** One end serves several counted peers: only the sums of the group can be compared. */
  | 'shared'
  /** An end is not counted. */
  | 'one-sided';

export interface ExecConnection {
  readonly id: string;
  /** The pid of the sending end; its endpoint where nobody counted it. */
  readonly from: string;
  readonly to: string;
  readonly fromSocket: string | null;
  readonly toSocket: string | null;
  readonly socketTypes: readonly [from: CountedType | null, to: CountedType | null];
  readonly transport: Transport | 'other';
  readonly endpoint: string;
  /** Both ways, as the sending sides counted, else the receiving ones; null where a socket's count spans several connections. */
  readonly messages: number | null;
  readonly bytes: number | null;
  /** What `from` sent and `to` received; null where it cannot be told. */
  readonly sent: number | null;
  readonly delivered: number | null;
  readonly difference: number | null;
  /** The other way, for socket types that answer. */
  readonly answered: {
    readonly sent: number | null;
    readonly delivered: number | null;
    readonly difference: number | null;
  } | null;
  readonly reach: LedgerReach;
  /** `balanced`: nothing is missing. `in-flight`: both ends still live. `not-delivered`: an end is over. */
  readonly state: 'balanced' | 'in-flight' | 'not-delivered' | 'unknown';
  /** How sure the difference is, in a sentence. */
  readonly note: string;
  /** The largest difference that was seen; null where nobody looked in between. */
  readonly peakDifference: number | null;
}

export interface ExecGroup {
  readonly sockets: readonly string[];
  readonly endpoints: readonly string[];
  readonly sent: number;
  readonly delivered: number;
  readonly difference: number;
  /** False where somebody outside the count takes part, so that the sums need not match. */
  readonly complete: boolean;
  readonly note: string;
}
