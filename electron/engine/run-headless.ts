import type { RunReport } from '../../shared/report/report.ts';
import type { Scenario } from '../../shared/scenario/scenario.ts';
import { LabRun } from './run/lab-run.ts';

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
export async function runHeadless(scenario: Scenario, options: HeadlessOptions): Promise<HeadlessResult> {
  let shownSecond = -1;
  const run: LabRun = new LabRun(scenario, {
    tick(atMs) {
      const second = Math.floor(atMs / 1000);
      if (second === shownSecond) return;
      shownSecond = second;
      options.onProgress(progress(run, second, scenario.seconds));
    },
    proven: () => undefined,
    phase: () => undefined,
    findings: () => undefined,
    events: () => undefined,
    changed: () => undefined,
    problem: (message) => options.onProgress(message),
  });
  const stop = (): void => void run.stop();
  options.signal.addEventListener('abort', stop, { once: true });
  if (options.signal.aborted) stop();
  else await run.start();
  await run.untilEnd();
  options.signal.removeEventListener('abort', stop);
  return { report: run.report(), failed: run.failed };
}

function progress(run: LabRun, second: number, seconds: number): string {
  const sum = (field: 'sent' | 'delivered' | 'lostProven'): string =>
    run.figures.flows.reduce((total, flow) => total + flow.figures[field], 0).toLocaleString('en-US');
  return `${run.phase} ${second} of ${seconds} s: ${sum('sent')} sent, ${sum('delivered')} delivered, ${sum('lostProven')} proven lost`;
}
