import { LabRun, type RunListener } from '../../../electron/engine/run/lab-run.ts';
import { applyValues } from '../../../shared/lessons/apply-values.ts';
import { tooSlow } from '../../../shared/lessons/pace.ts';
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

const attempts = 3;

/** Time for a test that makes every run as often as it may. */
export const patient = { timeout: 180_000 };

/** Ends the test without a result, aloud. */
export type Skip = (why: string) => never;

/**
 * Runs a scenario to its end on real sockets, watched as the window watches it. Again when the machine was too slow for it to
 * tell anything, as a learner would; what it says after the last attempt goes to whoever skips the test. `beyondReach`: a socket
 * that no machine can keep to its rate, on purpose.
 */
export async function runOnSockets(scenario: Scenario, skip: Skip, beyondReach?: string): Promise<RunRecord> {
  let why = '';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const run = await runOnce(scenario);
    const slow = tooSlow(run, beyondReach);
    if (slow === undefined) return run;
    why = slow;
  }
  return skip(why);
}

async function runOnce(scenario: Scenario): Promise<RunRecord> {
  const run: LabRun = new LabRun(scenario, {
    ...silent,
    tick: (atMs) => {
      if (run.phase === 'running')
        witness.look(atMs, (flow, field) => run.figures.flows[flow]?.figures[field] ?? Number.NaN);
    },
  });
  const witness = createWitness(
    run.flows.map(({ id }) => id),
    scenario,
  );
  await run.start();
  await run.untilEnd();
  return witness.record(run.report());
}
