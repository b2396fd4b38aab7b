import type { Finding } from '../../../shared/report/finding.ts';
import type { EventReport, RunReport } from '../../../shared/report/report.ts';
import { type Result } from '../../../shared/result.ts';
import type { OptionValue, Scenario, SocketAction } from '../../../shared/scenario/scenario.ts';
import type { ChangeMark, FlowInfo, RunPhase, SocketInfo, Telemetry } from '../../../shared/telemetry/telemetry.ts';
import type { GapRecord } from '../worker/protocol.ts';
import { type Readings } from './readings.ts';
import { type RunState } from './run-state.ts';
/** What a run tells while it goes on. */
export interface RunListener {
  /** Every 50 ms or so, unevenly, so that no queue's own rhythm can hide between two looks. */
  tick(atMs: number): void;
  /** Losses that were proven since the last tick. */
  proven(flow: number, gap: GapRecord): void;
  phase(phase: RunPhase): void;
  findings(findings: readonly Finding[]): void;
  events(events: readonly EventReport[]): void;
  changed(mark: ChangeMark): void;
  problem(message: string): void;
}
/** One run of one scenario: opens its sockets, keeps its ledger, answers for it, and leaves nothing behind. */
export declare class LabRun {
  private readonly state;
  private readonly security;
  private readonly readings;
  private readonly diagnosis;
  private readonly listener;
  private readonly endings;
  private tickTimer;
  private endTimer;
  private lookedMs;
  private produced;
  private unclosed;
  private latestFindings;
  private lastTelemetry;
  private diagnosisFailed;
  private ending;
  private readonly strangers;
  private readonly finished;
  private finish;
  constructor(scenario: Scenario, listener: RunListener);
  get phase(): RunPhase;
  get scenario(): Scenario;
  get failed(): boolean;
  get flows(): readonly FlowInfo[];
  get sockets(): readonly SocketInfo[];
  get figures(): {
    readonly flows: RunState['ledgers'];
    readonly sockets: Readings['sockets'];
  };
  get events(): readonly EventReport[];
  get findings(): readonly Finding[];
  get changes(): readonly ChangeMark[];
  /** Opens everything and lets the producers go. Resolves when they do. */
  start(): Promise<void>;
  /** Resolves when the run has ended, by its time or by `stop`. */
  untilEnd(): Promise<void>;
  /** Drains, closes the ledger and every socket. May be called at any time, more than once. */
  stop(): Promise<void>;
  set(path: string, value: OptionValue, by: ChangeMark['by']): Promise<Result<ChangeMark>>;
  act(socket: string, action: SocketAction): Promise<Result<null>>;
  telemetry(): Telemetry;
  report(): RunReport;
  private now;
  private enter;
  private setUpThreads;
  private hear;
  private prove;
  private diedAt;
  /** Judged by the last look at the run: a flood of gaps must not make a look of its own each. */
  private causeOf;
  private scheduleTick;
  private tick;
  /** The diagnosis a few times a second, and the events that came since. */
  private look;
  /** A defect in a rule must neither end the run nor hide: it is told once, and the figures go on. */
  private diagnose;
  private scheduleEnd;
  private end;
  private closeLedger;
  private closeAll;
}
