import { InvalidArgumentError } from 'commander';
import { watchReport } from '../../shared/watch/watch-report.ts';
import type { WatchTarget, WatchView } from '../../shared/watch/watch-view.ts';
import { readOwnVersions } from '../doctor/own-versions.ts';
import { listCandidates } from '../watch/candidates.ts';
import { createWatch } from '../watch/watch.ts';
import { createAnnouncer } from './announce-findings.ts';
import { complain, type ExitStatus, type RegisterCommand, writeOut } from './command.ts';
import { packageVersion } from './package-version.ts';
import { printCandidates, printWatch } from './print-watch.ts';
import { stopSignal } from './stop-signal.ts';
import { watchTargetOf } from './watch-target.ts';

interface WatchCommandOptions {
  readonly pid?: number;
  readonly port?: number;
  readonly name?: string;
  readonly seconds: number;
  readonly greet?: true;
  readonly json?: true;
}

export const registerWatch: RegisterCommand = (program, finish) => {
  program
    .command('watch')
    .argument('[target]', "a pid, a part of a program's name, or a tcp port as :5555")
    .summary('find the slow side of programs that were not changed')
    .description(
      'Watches the connections of running programs from outside and says which side is slow. Without a target, lists the programs that use libzmq.',
    )
    .option('--pid <n>', 'the process to watch', wholeNumber(1, 4_194_304))
    .option('--port <n>', 'everybody who is connected to this tcp port', wholeNumber(1, 65_535))
    .option('--name <text>', 'every program with this in its name')
    .option('--seconds <n>', 'how long to watch', parseSeconds, 5)
    .option('--greet', 'ask listening sockets for their type; they may log a failed handshake')
    .option('--json', 'print one JSON value')
    .action(async (word: string | undefined, options: WatchCommandOptions) => {
      const { pid, port, name } = options;
      const target = watchTargetOf({ word, pid, port, name });
      if (!target.ok) {
        complain(target.problem.message);
        return finish(2);
      }
      finish(target.value === undefined ? await list(options) : await watch(target.value, options));
    });
};

const watch = async (target: WatchTarget, options: WatchCommandOptions): Promise<ExitStatus> => {
  const stopped = stopSignal();
  if (options.greet) {
    process.stderr.write(
      'highwater: --greet connects to the listening sockets; the programs may log a failed handshake\n',
    );
  }
  const say = createAnnouncer();
  let noneLeft: () => void = () => undefined;
  const allEnded = new Promise<void>((resolve) => {
    noneLeft = resolve;
  });
  const running = createWatch(target, {
    greet: options.greet === true,
    onView: ({ findings, atMs, targetEnded }) => {
      say(findings, atMs);
      if (targetEnded) noneLeft();
    },
  });
  const started = await running.start();
  if (!started.ok) {
    complain(started.problem.message);
    return 1;
  }
  process.stderr.write(`highwater: ${watching(started.value, options.seconds)}\n`);
  await Promise.race([stopped, elapsed(options.seconds), allEnded]);
  const report = watchReport(await running.stop(), await readOwnVersions(packageVersion()));
  await writeOut(options.json ? `${JSON.stringify(report)}\n` : printWatch(report));
  return 0;
};

const watching = ({ processes, connections }: WatchView, seconds: number): string =>
  `watching ${counted(processes.length, 'process', 'processes')}, ${counted(connections.length, 'connection', 'connections')}, for ${seconds} s; Ctrl-C ends it with a report`;

const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

const list = async (options: WatchCommandOptions): Promise<ExitStatus> => {
  if (process.platform !== 'linux') {
    complain(`watch reads the kernel's tables of Linux, and this is ${process.platform}; use tap here`);
    return 1;
  }
  const { candidates, denied } = await listCandidates();
  const versions = await readOwnVersions(packageVersion());
  const processes = candidates.map(({ pid, name, libzmq, binding, listens, connections }) => ({
    pid,
    name,
    libzmq,
    binding,
    listens,
    connections,
  }));
  const report = {
    highwater: 1,
    seconds: 0,
    versions,
    processes,
    connections: [],
    findings: [],
    processesDenied: denied,
  };
  await writeOut(options.json ? `${JSON.stringify(report)}\n` : printCandidates(candidates, denied));
  return 0;
};

const elapsed = (seconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000).unref();
  });

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d{1,10}$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    return value;
  };

const parseSeconds = (text: string): number => {
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds < 1 || seconds > 86_400)
    throw new InvalidArgumentError('Expected a number of seconds from 1 to 86400.');
  return seconds;
};
