import type { RunReport } from '../../shared/report/report.ts';
import type { Scenario } from '../../shared/scenario/scenario.ts';
import { type RunRecording, recordRun } from '../records/run-recording.ts';
import { LabRun } from './run/lab-run.ts';

export interface HeadlessOptions {
  /** Ends the run early; the report then covers what ran. */
  readonly signal: AbortSignal;
  onProgress(line: string): void;
  /** What the user must know although the run goes on: a step that failed, a recording that is not whole. */
  onProblem(message: string): void;
  readonly recordTo: string | undefined;
}

export interface HeadlessResult {
  readonly report: RunReport;
  /** A socket could not be created, bound or connected, or the recording is not whole. */
  readonly failed: boolean;
}

/** Runs a scenario to its end without a window. Rejects before anything runs when the recording cannot be written. */
export async function runHeadless(scenario: Scenario, options: HeadlessOptions): Promise<HeadlessResult> {
  let shownSecond = -1;
  let recording: RunRecording | undefined;
  const run: LabRun = new LabRun(scenario, {
    tick(atMs) {
      recording?.tick(atMs);
      const second = Math.floor(atMs / 1000);
      if (second === shownSecond) return;
      shownSecond = second;
      options.onProgress(progress(run, second, scenario.seconds));
    },
    proven: (flow, gap) => recording?.proven(flow, gap),
    phase: (phase) => recording?.phase(phase),
    findings: (findings) => recording?.findings(findings),
    events: (events) => recording?.events(events),
    changed: (mark) => recording?.changed(mark),
    problem: options.onProblem,
  });
  if (options.recordTo !== undefined) recording = await recordRun(run, options.recordTo);
  const stop = (): void => void run.stop();
  options.signal.addEventListener('abort', stop, { once: true });
  if (options.signal.aborted) stop();
  else await run.start();
  await run.untilEnd();
  options.signal.removeEventListener('abort', stop);
  const recorded = await closeRecording(recording, options);
  return { report: run.report(), failed: run.failed || !recorded };
}

/** Whether the recording, if there is one, is whole. */
async function closeRecording(recording: RunRecording | undefined, { recordTo, onProblem }: HeadlessOptions) {
  const end = await recording?.close();
  if (end === undefined) return true;
  if (end.ticksLeftOut > 0)
    onProblem(`${recordTo}: ${end.ticksLeftOut} ticks were left out of the recording: the disk was too slow`);
  if (end.failure !== undefined)
    onProblem(`${recordTo}: expected room for the recording, found that it breaks off: ${end.failure.message}`);
  return end.failure === undefined;
}

function progress(run: LabRun, second: number, seconds: number): string {
  const sum = (field: 'sent' | 'delivered' | 'lostProven'): string =>
    run.figures.flows.reduce((total, flow) => total + flow.figures[field], 0).toLocaleString('en-US');
  return `${run.phase} ${second} of ${seconds} s: ${sum('sent')} sent, ${sum('delivered')} delivered, ${sum('lostProven')} proven lost`;
}
