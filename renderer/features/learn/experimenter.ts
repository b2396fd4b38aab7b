import { readFrame } from '../../../shared/frame/codec.ts';
import { createWitness, type RunRecord } from '../../../shared/lessons/run-record.ts';
import type { RunReport } from '../../../shared/report/report.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { printScenario } from '../../../shared/scenario/print.ts';
import type { Scenario } from '../../../shared/scenario/scenario.ts';
import type { ProblemKey } from '../../session/problems-store.ts';
import type { SessionState } from '../../session/session-store.ts';
import type { WindowModel } from '../../session/window-model.ts';

type Host = Pick<WindowModel, 'link' | 'stores' | 'actions'>;

/** Runs scenarios in the one Lab there is, for lessons and myths, and watches them from start to end. */
export interface Experimenter {
  /** Puts a scenario on the table without running it, so that its sockets can be seen. */
  show(fileName: string, scenario: Scenario): Promise<Result<null>>;
  /** Loads, runs and watches to the end. Says so when somebody ended or replaced the run. */
  run(fileName: string, scenario: Scenario, started: () => void): Promise<Result<RunRecord>>;
}

/** The report follows the word that a run has ended at once; a host that has not sent it by then will not. */
const reportPatienceMs = 5_000;
/** Of a run's time; less means that somebody stopped it. */
const wholeShare = 0.95;

export const createExperimenter = (host: Host): Experimenter => ({
  show: (fileName, scenario) => load(host, fileName, scenario),
  async run(fileName, scenario, started) {
    const loaded = await load(host, fileName, scenario);
    if (!loaded.ok) return loaded;
    const watched = watch(host, scenario);
    try {
      await host.actions.start();
      const refused = problemAt(host, 'run');
      if (refused !== undefined) return refused;
      started();
      const report = await untilReport(host, fileName);
      if (!report.ok) return report;
      if (report.value.seconds < scenario.seconds * wholeShare)
        return fail('stopped', 'The run was stopped before its time. Run it again to see what happens.');
      return ok(watched.record(report.value));
    } finally {
      watched.leave();
    }
  },
});

async function load(host: Host, fileName: string, scenario: Scenario): Promise<Result<null>> {
  host.stores.problems.getState().settle('scenario');
  await host.actions.open(fileName, printScenario(scenario));
  return problemAt(host, 'scenario') ?? ok(null);
}

const problemAt = ({ stores }: Host, key: ProblemKey) => {
  const problem = stores.problems.getState().problems[key];
  return problem && fail(problem.code, problem.message);
};

/** Reads frames as they come, not as they are painted, so that a covered window learns as well. */
function watch({ link, stores }: Host, scenario: Scenario) {
  const { session } = stores.session.getState();
  const before = session?.runId ?? 0;
  const witness = createWitness(session?.flows.map(({ id }) => id) ?? [], scenario);
  const leave = link.onFrame((buffer) => {
    const frame = readFrame(buffer);
    if (frame !== undefined && frame.runId > before) witness.look(frame.atMs, (flow, field) => frame.flow(flow, field));
  });
  return { leave, record: witness.record };
}

/** Resolves with the report of the run that has just been started, or with why there will be none. */
function untilReport({ stores }: Host, fileName: string): Promise<Result<RunReport>> {
  const runId = stores.session.getState().session?.runId;
  return new Promise((resolve) => {
    let patience: ReturnType<typeof setTimeout> | undefined;
    const finish = (result: Result<RunReport>): void => {
      clearTimeout(patience);
      leave();
      resolve(result);
    };
    const look = (state: SessionState): void => {
      const outcome = outcomeOf(state, runId, fileName);
      if (outcome !== undefined) finish(outcome);
      else if (state.session?.phase === 'ended')
        patience ??= setTimeout(
          () => finish(fail('no-report', 'The run has ended, but its report did not come.')),
          reportPatienceMs,
        );
    };
    const leave = stores.session.subscribe(look);
    look(stores.session.getState());
  });
}

const outcomeOf = (
  { session, report, connection }: SessionState,
  runId: number | undefined,
  fileName: string,
): Result<RunReport> | undefined => {
  if (connection === 'lost') return fail('lost', 'Highwater does not answer; the run cannot be seen any more.');
  if (session === undefined || session.runId !== runId || session.source !== fileName)
    return fail('replaced', 'Another scenario or run took its place. Run it again to see what happens.');
  if (session.phase === 'failed')
    return fail(session.problem?.code ?? 'failed', session.problem?.message ?? 'The run failed.');
  return report === undefined ? undefined : ok(report);
};
