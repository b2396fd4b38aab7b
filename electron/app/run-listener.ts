import type { ChangeMark } from '../../shared/telemetry/telemetry.ts';
import type { LabRun, RunListener } from '../engine/run/lab-run.ts';
import type { RunRecording } from '../records/run-recording.ts';
import type { Windows } from './windows.ts';

export interface RunListenerOptions {
  readonly runId: number;
  readonly windows: Windows;
  readonly run: () => LabRun;
  /** Whether the windows still look at this run. */
  readonly isLive: () => boolean;
  readonly recording: () => RunRecording | undefined;
  readonly onPhase: () => void;
  readonly onChange: (mark: ChangeMark) => void;
}

/** Carries what a run tells to the windows that look at it, and into its recording. */
export function createRunListener(options: RunListenerOptions): RunListener {
  const { runId, windows, run, isLive, recording } = options;
  let shown = '';
  return {
    tick: (atMs) => {
      recording()?.tick(atMs);
      if (!isLive()) return;
      const { flows, sockets } = run().figures;
      windows.tick({ runId, atMs, flows: flows.map((ledger) => ledger.figures), sockets });
    },
    proven: (flow, gap) => {
      recording()?.proven(flow, gap);
      const sentToMs = Math.max(gap.sentFromMs, gap.sentToMs);
      windows.repaint({ flow, sentFromMs: gap.sentFromMs, sentToMs, count: gap.count });
    },
    phase: (phase) => {
      recording()?.phase(phase);
      if (isLive()) options.onPhase();
    },
    findings: (findings) => {
      recording()?.findings(findings);
      const text = JSON.stringify(findings);
      if (!isLive() || text === shown) return;
      shown = text;
      windows.tell('findings.changed', findings);
    },
    events: (events) => {
      recording()?.events(events);
      if (isLive()) windows.tell('monitor.events', events);
    },
    changed: (mark) => {
      recording()?.changed(mark);
      if (isLive()) options.onChange(mark);
    },
    problem: (message) => {
      if (isLive()) windows.tell('problem.raised', { code: 'run', message });
    },
  };
}
