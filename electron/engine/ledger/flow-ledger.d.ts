import type { CauseOfDeath } from '../../../shared/report/finding.ts';
import type { LostRange } from '../../../shared/report/report.ts';
import { type FlowFigures } from '../../../shared/telemetry/fields.ts';
import type { FlowInfo, LossBatch } from '../../../shared/telemetry/telemetry.ts';
import type { GapRecord } from '../worker/protocol.ts';
import { type DepthHistory } from './depth-history.ts';
/** What is read of one flow at one tick; counters cumulative, received ones read before sent ones. */
export interface FlowReading {
  readonly nowMs: number;
  readonly sent: number;
  readonly delivered: number;
  readonly lost: number;
  readonly missed: number;
  readonly refused: number;
  readonly blockedMs: number;
  readonly joined: boolean;
  readonly provenUntilMs: number;
  readonly latencyP50Ms: number;
  readonly latencyP99Ms: number;
  readonly latencyMaxMs: number;
  readonly kernelSend: number;
  readonly kernelReceive: number;
  readonly sendMark: number;
  readonly receiveMark: number;
  readonly wireBytes: number;
  readonly drops: boolean;
  readonly conflates: boolean;
}
/** The book of one flow: figures of now, proven losses with their causes, and the depth over time. */
export interface FlowLedger {
  readonly info: FlowInfo;
  readonly figures: Readonly<FlowFigures>;
  readonly losses: readonly LossBatch[];
  readonly firstLossAtMs: number | undefined;
  readonly ranges: readonly LostRange[];
  readonly rangesOmitted: number;
  readonly history: DepthHistory;
  /** More cannot have waited at any time: inproc has one queue, whose limit is the sum of both marks (inferred). */
  readonly physicalLimit: number;
  /** What was lost at the end without a gap to prove it: no receiver was left. Part of `lost`. */
  readonly finalLosses: number;
  update(reading: FlowReading): void;
  setState(index: number): void;
  /** Asks again for the cause of ranges whose cause was not known when they were proven. */
  judgeUnknown(judge: (loss: Pick<LossBatch, 'sentFromMs' | 'sentToMs' | 'provenAtMs'>) => CauseOfDeath): void;
  /** Books what can no longer arrive, and counts it as lost. */
  writeOff(gap: GapRecord, cause: CauseOfDeath, atMs: number, diedAtMs?: number): void;
  /**
   * Books a proven loss; its time is that of sending. `diedAtMs`: when an end of the flow was last closed or killed, since
   * what its death took, had waited until then.
   */
  prove(gap: GapRecord, cause: CauseOfDeath, provenAtMs: number, topic: string, diedAtMs?: number): void;
}
export declare function createFlowLedger(info: FlowInfo): FlowLedger;
