import { InvalidArgumentError } from 'commander';
import { ok, type Result } from '../../shared/result.ts';
import { parseSetArgument, setPath } from '../../shared/scenario/paths.ts';
import type { Scenario } from '../../shared/scenario/scenario.ts';
import { complain, type ExitStatus, type RegisterCommand, writeOut } from './command.ts';
import { printReport } from './print-report.ts';
import { resolveScenario } from './scenario-source.ts';
import { stopSignal } from './stop-signal.ts';

interface RunOptions {
  readonly seconds?: number;
  readonly set: readonly string[];
  readonly json?: true;
  readonly record?: string;
}

export const registerRun: RegisterCommand = (program, finish) => {
  program
    .command('run')
    .summary('run a scenario without a window and print its report')
    .description(
      'Runs a scenario on real sockets and prints the report. Ctrl-C ends the run early and still prints it.',
    )
    .argument('<scenario>', "a built-in scenario's name, or a scenario file")
    .option('--seconds <n>', 'how long producers run', parseSeconds)
    .option(
      '--set <path=value>',
      'change the scenario first, e.g. sockets.slow.consume.serviceMs=0 (may be repeated)',
      collect,
      [],
    )
    .option('--json', 'print one JSON value')
    .option('--record <file>', 'record the run into a file')
    .action(async (name: string, options: RunOptions) => {
      const scenario = await prepareScenario(name, options);
      if (!scenario.ok) {
        complain(scenario.problem.message);
        return finish(2);
      }
      finish(await run(scenario.value, options));
    });
};

/** Runs to the end, prints the report and ends the process. */
const run = async (scenario: Scenario, options: RunOptions): Promise<ExitStatus> => {
  const stopped = stopSignal();
  const [{ runHeadless }, { exitSafely }] = await Promise.all([
    import('../engine/run-headless.ts'),
    import('../engine/shutdown.ts'),
  ]);
  const controller = new AbortController();
  void stopped.then(() => controller.abort());
  const progress = progressLine();
  const ran = await runHeadless(scenario, {
    signal: controller.signal,
    onProgress: progress.show,
    onProblem: (message) => {
      progress.clear();
      complain(message);
    },
    recordTo: options.record,
  }).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  progress.clear();
  if (ran instanceof Error) {
    const path = options.record === undefined ? '' : `${options.record}: `;
    complain(`${path}the run could not start: ${ran.message}`);
    return exitSafely(options.record === undefined ? 1 : 2);
  }
  const { report, failed } = ran;
  await writeOut(options.json ? `${JSON.stringify(report)}\n` : printReport(report));
  return exitSafely(failed ? 1 : 0);
};

/** The scenario as it will run: the built-in or file, with `--seconds` and then each `--set` applied in their order. */
const prepareScenario = async (name: string, { seconds, set }: RunOptions): Promise<Result<Scenario>> => {
  const named = await resolveScenario(name);
  if (!named.ok) return named;
  let scenario = named.value.scenario;
  for (const text of [...(seconds === undefined ? [] : [`seconds=${seconds}`]), ...set]) {
    const change = parseSetArgument(text);
    if (!change.ok) return change;
    const changed = setPath(scenario, change.value.path, change.value.value);
    if (!changed.ok) return changed;
    scenario = changed.value.scenario;
  }
  return ok(scenario);
};

/** One line that is written over, for eyes only: a log or a pipe gets none of it. */
const progressLine = () => {
  const toTerminal = (text: string) => {
    if (process.stderr.isTTY) process.stderr.write(text);
  };
  return {
    show: (line: string) => toTerminal(`\r\u001B[K${line}`),
    clear: () => toTerminal('\r\u001B[K'),
  };
};

const parseSeconds = (text: string): number => {
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds <= 0)
    throw new InvalidArgumentError('Expected a number of seconds above 0.');
  return seconds;
};

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];
