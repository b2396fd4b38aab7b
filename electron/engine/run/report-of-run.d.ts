import type { Finding } from '../../../shared/report/finding.ts';
import type { RunReport, Versions } from '../../../shared/report/report.ts';
import type { Readings } from './readings.ts';
import { type RunState } from './run-state.ts';
/** Counters as they stood when producers stopped: what rates are taken from. */
export interface ProducedCounts {
  readonly sent: readonly number[];
  readonly delivered: readonly number[];
}
export declare const countsNow: (state: RunState) => ProducedCounts;
export interface ReportParts {
  readonly state: RunState;
  readonly readings: Readings;
  readonly versions: Versions;
  readonly findings: readonly Finding[];
  readonly produced: ProducedCounts;
  readonly unclosed: ReadonlyMap<number, string>;
}
export declare function reportOfRun(parts: ReportParts): RunReport;
/** Reads the options back from the sockets: what libzmq really uses, its own defaults included. Secrets are left out. */
export declare function readOptions(state: RunState): Promise<void>;
