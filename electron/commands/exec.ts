import { InvalidArgumentError } from 'commander';
import { execReport } from '../../shared/exec/exec-report.ts';
import type { ExecView } from '../../shared/exec/exec-view.ts';
import { readOwnVersions } from '../doctor/own-versions.ts';
import { type ExecEnd, type ExecRun, startExec } from '../exec/exec-run.ts';
import { readSession } from '../exec/read-session.ts';
import { isSessionName } from '../exec/session-folder.ts';
import { complain, type ExitStatus, type RegisterCommand, writeOut } from './command.ts';
import { packageVersion } from './package-version.ts';
import { printExec } from './print-exec.ts';

interface ExecCommandOptions {
  readonly session: string;
  readonly seconds?: number;
  readonly report?: true;
  readonly json?: true;
}

export const registerExec: RegisterCommand = (program, finish) => {
  // Options behind the program's name, or behind --, are the program's.
  program
    .enablePositionalOptions()
    .command('exec')
    .summary("start a program and count its sockets' calls")
    .description(
      'Starts a program with a small library in front of its libzmq that counts, per socket, what is sent and received, refused and waited for.\nPrograms that run at the same time in one session are joined by their endpoints into ledgers. Linux, dynamically linked libzmq.',
    )
    .usage('[options] -- COMMAND [ARGUMENT...]')
    .argument('[command...]', 'the program to start, and its arguments')
    .option('--session <name>', 'the session that this program joins', parseSession, 'default')
    .option('--seconds <n>', 'end the program after so long (SIGTERM, 5 s later SIGKILL)', parseSeconds)
    .option('--report', 'start nothing; print what the programs of the session have counted so far')
    .option('--json', "print one JSON value; the program's output goes to standard error")
    .passThroughOptions()
    .action(async (words: readonly string[], options: ExecCommandOptions) => finish(await exec(words, options)));
};

const exec = async (words: readonly string[], options: ExecCommandOptions): Promise<ExitStatus> => {
  const [command, ...args] = words;
  if (options.report) return command === undefined ? reportSession(options) : wrongUse('--report starts no program');
  if (command === undefined) return wrongUse('expected a program to start: highwater exec -- COMMAND [ARGUMENT...]');
  const { session, json } = options;
  const signals = keepSignals();
  const started = await startExec({
    ...{ session, command, args, outputToErrors: json === true },
    cancelled: signals.heard,
  });
  if (!started.ok) {
    signals.release();
    complain(started.problem.message);
    return 1;
  }
  signals.passTo(started.value);
  const cancel = options.seconds === undefined ? undefined : endAfter(started.value, options.seconds);
  const ended = await started.value.ended;
  cancel?.();
  await print(ended.view, options);
  signals.release();
  return statusOf(command, ended);
};

const wrongUse = (message: string): ExitStatus => {
  complain(message);
  return 2;
};

const reportSession = async (options: ExecCommandOptions): Promise<ExitStatus> => {
  const view = await readSession(options.session);
  if (view === undefined) {
    complain(`no counted program runs in session ${options.session}`);
    return 1;
  }
  await print(view, options);
  return 0;
};

const print = async (view: ExecView, { json }: ExecCommandOptions): Promise<void> => {
  const report = execReport(view, await readOwnVersions(packageVersion()));
  await writeOut(json ? `${JSON.stringify(report)}\n` : printExec(report));
};

const statusOf = (command: string, ended: ExecEnd): ExitStatus => {
  const { exitCode, signal, stopped, uncounted, leftBehind, view } = ended;
  for (const { sentence } of uncounted) complain(sentence);
  if (leftBehind.length > 0)
    complain(`${command} left processes behind that go on, counted until now only: pid ${leftBehind.join(', ')}`);
  const isEmpty = view.processes.length === 0;
  if (isEmpty && uncounted.length > 0) return 1;
  if (isEmpty) complain(`${command} opened no ZeroMQ socket that could be counted`);
  if (stopped || exitCode === 0) return 0;
  complain(`${command} ended with ${signal === undefined ? `status ${exitCode}` : `signal ${signal}`}`);
  return 1;
};

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The program decides what a signal means to it; we only outlive it, to print the report. A terminal's Ctrl-C has reached it already. Who asks a
 * second time wants an end. Before it runs, a signal keeps it from being started, so that what was made for it is taken away again.
 */
const keepSignals = () => {
  let run: ExecRun | undefined;
  let first: NodeJS.Signals | undefined;
  const pass = (name: NodeJS.Signals): void => {
    const atTerminal = name === 'SIGINT' && process.stdin.isTTY;
    run?.stop(atTerminal ? undefined : name);
  };
  const listeners = names.map((name) => {
    const listener = (): void => {
      if (first !== undefined) run?.stop('SIGKILL');
      else pass(name);
      first ??= name;
    };
    process.on(name, listener);
    return () => process.off(name, listener);
  });
  return {
    heard: () => first !== undefined,
    /** From now on, and at once where one came while it was being started. */
    passTo: (started: ExecRun): void => {
      run = started;
      if (first !== undefined) pass(first);
    },
    release: (): void => {
      for (const remove of listeners) remove();
    },
  };
};

const patienceMs = 5000;

const endAfter = (run: ExecRun, seconds: number): (() => void) => {
  let timer = setTimeout(() => {
    run.stop('SIGTERM');
    timer = setTimeout(() => run.stop('SIGKILL'), patienceMs);
  }, seconds * 1000);
  return () => clearTimeout(timer);
};

const parseSession = (text: string): string => {
  if (!isSessionName(text))
    throw new InvalidArgumentError('Expected a name of at most 64 letters, digits, points, dashes and underscores.');
  return text;
};

const parseSeconds = (text: string): number => {
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds < 0.1 || seconds > 86_400)
    throw new InvalidArgumentError('Expected a number of seconds from 0.1 to 86400.');
  return seconds;
};
