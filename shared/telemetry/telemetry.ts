import type { CauseOfDeath } from '../report/finding.ts';
import type { EventReport } from '../report/report.ts';
import type { Scenario, Transport } from '../scenario/scenario.ts';
import type { SocketType } from '../scenario/socket-type.ts';
import type { FlowFigures, SocketFigures } from './fields.ts';

export type RunPhase = 'idle' | 'starting' | 'running' | 'draining' | 'ended' | 'failed';

/** What never changes about a flow during a run; a frame refers to it by its place in the list. */
export interface FlowInfo {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly link: string;
  readonly transport: Transport;
  readonly fromType: SocketType;
  readonly toType: SocketType;
  /** `reply` runs against the link's direction. */
  readonly direction: 'forward' | 'reply';
  readonly endpoint: string;
}

export interface SocketInfo {
  readonly id: string;
  readonly type: SocketType;
}

/** A send, bind, connect or option call that failed; measured. */
export interface EngineFailure {
  readonly atMs: number;
  readonly socket: string;
  readonly operation: 'create' | 'bind' | 'connect' | 'option' | 'send' | 'receive' | 'close' | 'sample';
  /** errno name as zeromq.js gives it, for example `EADDRINUSE`. */
  readonly code: string;
  readonly message: string;
  readonly endpoint: string;
  /** The same failure again is counted here, not listed. */
  readonly count: number;
}

export interface LossBatch {
  readonly fromSequence: number;
  readonly toSequence: number;
  readonly count: number;
  readonly sentFromMs: number;
  readonly sentToMs: number;
  readonly provenAtMs: number;
  readonly cause: CauseOfDeath;
}

/** What the scenario, a step, a key or a remedy changed, for the time axis. */
export interface ChangeMark {
  readonly atMs: number;
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly by: 'user' | 'step' | 'remedy';
}

export interface FlowTelemetry {
  readonly info: FlowInfo;
  readonly figures: Readonly<FlowFigures>;
  /** The newest proven losses, bounded; `figures.lostProven` has the whole count. */
  readonly losses: readonly LossBatch[];
}

export interface SocketTelemetry {
  readonly info: SocketInfo;
  readonly figures: Readonly<SocketFigures>;
}

/** Everything the diagnosis may look at; one immutable value per look (2 to 4 a second), and one when the run has ended. */
export interface Telemetry {
  readonly atMs: number;
  readonly phase: RunPhase;
  /** The scenario with all changes applied so far. */
  readonly scenario: Scenario;
  readonly flows: readonly FlowTelemetry[];
  readonly sockets: readonly SocketTelemetry[];
  /** Monitor events, storms folded; bounded, oldest first. */
  readonly events: readonly EventReport[];
  readonly failures: readonly EngineFailure[];
  readonly changes: readonly ChangeMark[];
  readonly libzmqVersion: string;
}
