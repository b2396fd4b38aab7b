import type { RecordHeader } from '../../shared/records/record-format.ts';
import type { RunReport } from '../../shared/report/report.ts';
import { printScenario } from '../../shared/scenario/print.ts';
import type { Scenario } from '../../shared/scenario/scenario.ts';
import { createRecorder, type Recorder } from '../records/recorder.ts';
import { LabRun } from './run/lab-run.ts';
import { readVersions } from './versions.ts';

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
  let recorder: Recorder | undefined;
  const run: LabRun = new LabRun(scenario, {
    tick(atMs) {
      recorder?.tick(
        atMs,
        run.figures.flows.map((ledger) => ledger.figures),
        run.figures.sockets,
      );
      const second = Math.floor(atMs / 1000);
      if (second === shownSecond) return;
      shownSecond = second;
      options.onProgress(progress(run, second, scenario.seconds));
    },
    proven: (flow, gap) => recorder?.repaint(flow, gap.sentFromMs, gap.sentToMs, gap.count),
    phase: () => undefined,
    findings: (findings) => recorder?.note('findings', findings),
    events: (events) => recorder?.note('events', events),
    changed: (mark) => recorder?.note('change', mark),
    problem: options.onProblem,
  });
  if (options.recordTo !== undefined) recorder = await createRecorder(options.recordTo, headerOf(run));
  const stop = (): void => void run.stop();
  options.signal.addEventListener('abort', stop, { once: true });
  if (options.signal.aborted) stop();
  else await run.start();
  await run.untilEnd();
  options.signal.removeEventListener('abort', stop);
  const report = run.report();
  recorder?.note('report', report);
  const recorded = await closeRecording(recorder, options);
  return { report, failed: run.failed || !recorded };
}

/** Whether the recording, if there is one, is whole. */
async function closeRecording(recorder: Recorder | undefined, { recordTo, onProblem }: HeadlessOptions) {
  const end = await recorder?.close();
  if (end === undefined) return true;
  if (end.ticksLeftOut > 0)
    onProblem(`${recordTo}: ${end.ticksLeftOut} ticks were left out of the recording: the disk was too slow`);
  if (end.failure !== undefined)
    onProblem(`${recordTo}: expected room for the recording, found that it breaks off: ${end.failure.message}`);
  return end.failure === undefined;
}

const headerOf = (run: LabRun): RecordHeader => ({
  kind: 'header',
  highwater: 1,
  recordedAt: new Date().toISOString(),
  scenario: JSON.parse(printScenario(run.scenario)) as unknown,
  flows: [...run.flows],
  sockets: [...run.sockets],
  versions: { ...readVersions() },
});

function progress(run: LabRun, second: number, seconds: number): string {
  const sum = (field: 'sent' | 'delivered' | 'lostProven'): string =>
    run.figures.flows.reduce((total, flow) => total + flow.figures[field], 0).toLocaleString('en-US');
  return `${run.phase} ${second} of ${seconds} s: ${sum('sent')} sent, ${sum('delivered')} delivered, ${sum('lostProven')} proven lost`;
}
