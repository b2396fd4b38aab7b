import type { FileHandle } from 'node:fs/promises';
import type { RecordHeader } from '../../shared/records/record-format.ts';
import type { Finding } from '../../shared/report/finding.ts';
import { printScenario } from '../../shared/scenario/print.ts';
import type { LabRun, RunListener } from '../engine/run/lab-run.ts';
import { readVersions } from '../engine/versions.ts';
import { openRecordingFile, type Recorder, type RecorderOptions, type RecordingEnd } from './recorder.ts';

type Recorded = Pick<
  LabRun,
  'scenario' | 'flows' | 'sockets' | 'figures' | 'events' | 'findings' | 'changes' | 'phase' | 'report'
>;

/** Hears what a run tells its listener, and writes it down. */
export interface RunRecording
  extends Pick<RunListener, 'tick' | 'proven' | 'phase' | 'findings' | 'events' | 'changed'> {
  /** Closes the file; with the run's report when the run has ended. */
  close(): Promise<RecordingEnd>;
}

/**
 * Records a run from now on. What it has told before (events, changes, findings) goes to the beginning of the file, so that a
 * recording which begins in the middle of a run knows how that came about. Rejects with the system's error when the file cannot
 * be written. The header waits for the first tick: only then every endpoint is chosen.
 */
export async function recordRun(
  run: Recorded,
  file: string | FileHandle,
  options?: RecorderOptions,
): Promise<RunRecording> {
  const opened = await openRecordingFile(file, options);
  const early: (readonly [kind: string, value: unknown])[] = [];
  let recorder: Recorder | undefined;
  let noted = '';

  const note = (kind: string, value: unknown): void => {
    if (recorder === undefined) early.push([kind, value]);
    else recorder.note(kind, value);
  };
  const begin = (): Recorder => {
    if (recorder !== undefined) return recorder;
    recorder = opened.begin(headerOf(run));
    for (const [kind, value] of early.splice(0)) recorder.note(kind, value);
    return recorder;
  };
  const findings = (all: readonly Finding[]): void => {
    const text = JSON.stringify(all);
    if (text !== noted) note('findings', all);
    noted = text;
  };
  note('phase', run.phase);
  if (run.events.length > 0) note('events', run.events);
  for (const mark of run.changes) note('change', mark);
  if (run.findings.length > 0) findings(run.findings);
  return {
    tick: (atMs) => {
      const { flows, sockets } = run.figures;
      begin().tick(
        atMs,
        flows.map((ledger) => ledger.figures),
        sockets,
      );
    },
    proven: (flow, gap) => begin().repaint(flow, gap.sentFromMs, gap.sentToMs, gap.count),
    phase: (phase) => note('phase', phase),
    findings,
    events: (events) => note('events', events),
    changed: (mark) => note('change', mark),
    close: () => {
      if (run.phase === 'ended') note('report', run.report());
      return begin().close();
    },
  };
}

const headerOf = (run: Recorded): RecordHeader => ({
  kind: 'header',
  highwater: 1,
  recordedAt: new Date().toISOString(),
  scenario: JSON.parse(printScenario(run.scenario)) as unknown,
  flows: [...run.flows],
  sockets: [...run.sockets],
  versions: { ...readVersions() },
});
