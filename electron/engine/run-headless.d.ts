import type { RunReport } from '../../shared/report/report.ts';
import type { Scenario } from '../../shared/scenario/scenario.ts';
export interface HeadlessOptions {
  /** Ends the run early; the report then covers what ran. */
  readonly signal: AbortSignal;
  onProgress(line: string): void;
  readonly recordTo: string | undefined;
}
export interface HeadlessResult {
  readonly report: RunReport;
  /** A socket could not be created, bound or connected. */
  readonly failed: boolean;
}
/** Runs a scenario to its end without a window. */
export declare function runHeadless(scenario: Scenario, options: HeadlessOptions): Promise<HeadlessResult>;
