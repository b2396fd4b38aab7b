import { LabRun, type RunListener } from '../../../electron/engine/run/lab-run.ts';
import { applyValues } from '../../../shared/lessons/apply-values.ts';
import { createWitness, type RunRecord } from '../../../shared/lessons/run-record.ts';
import type { OptionValue, Scenario } from '../../../shared/scenario/scenario.ts';

const silent: RunListener = {
  tick: () => undefined,
  proven: () => undefined,
  phase: () => undefined,
  findings: () => undefined,
  events: () => undefined,
  changed: () => undefined,
  problem: () => undefined,
};

/** The scenario with values changed; a refusal fails the test. */
export const withValues = (scenario: Scenario, values: Readonly<Record<string, OptionValue>>): Scenario => {
  const changed = applyValues(scenario, values);
  if (!changed.ok) throw new Error(changed.problem.message);
  return changed.value;
};

/** Runs a scenario to its end on real sockets, watched as the window watches it. */
export async function runOnSockets(scenario: Scenario): Promise<RunRecord> {
  const run: LabRun = new LabRun(scenario, {
    ...silent,
    tick: (atMs) => {
      if (run.phase === 'running')
        witness.look(atMs, (flow, field) => run.figures.flows[flow]?.figures[field] ?? Number.NaN);
    },
  });
  const witness = createWitness(
    run.flows.map(({ id }) => id),
    scenario.seconds,
  );
  await run.start();
  await run.untilEnd();
  return witness.record(run.report());
}
