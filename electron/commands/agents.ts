import { InvalidArgumentError } from 'commander';
import { sessionOfAgents } from '../../shared/exec/agent-data.ts';
import { buildView } from '../../shared/exec/build-view.ts';
import { execReport } from '../../shared/exec/exec-report.ts';
import type { ExecView } from '../../shared/exec/exec-view.ts';
import { createSessionMemory } from '../../shared/exec/session-memory.ts';
import { createCollector } from '../agent/collector.ts';
import { type CollectorAddress, defaultCollectorAddress, parseCollectorAddress } from '../agent/collector-address.ts';
import { readOwnVersions } from '../doctor/own-versions.ts';
import { localHosts } from '../exec/read-session.ts';
import { complain, type ExitStatus, type RegisterCommand, writeOut } from './command.ts';
import { packageVersion } from './package-version.ts';
import { printExec } from './print-exec.ts';
import { stopSignal } from './stop-signal.ts';

interface AgentsCommandOptions {
  readonly listen?: CollectorAddress;
  readonly seconds?: number;
  readonly json?: true;
}

export const registerAgents: RegisterCommand = (program, finish) => {
  program
    .command('agents')
    .summary('collect what agents inside programs report')
    .description(
      'Listens for programs that count their own sockets with highwater/agent (Node) or highwater_agent.py (pyzmq), and joins them by their\nendpoints. Runs until --seconds have passed or Ctrl-C, then prints the report.',
    )
    .option('--listen <address>', "unix:/PATH or tcp:127.0.0.1:PORT, instead of the user's own socket", parseAddress)
    .option('--seconds <n>', 'how long to listen', parseSeconds)
    .option('--json', 'print one JSON value')
    .action(async (options: AgentsCommandOptions) => finish(await collect(options)));
};

const collect = async ({ listen, seconds, json }: AgentsCommandOptions): Promise<ExitStatus> => {
  const stopped = stopSignal();
  const address = listen ?? defaultCollectorAddress();
  if (address === undefined) {
    complain('expected an address to listen at: --listen tcp:127.0.0.1:PORT');
    return 2;
  }
  const started = await createCollector(address);
  if (!started.ok) {
    complain(started.problem.message);
    return 1;
  }
  const collector = started.value;
  process.stderr.write(`highwater: agents are heard at ${collector.address}\n`);
  const memory = createSessionMemory();
  const look = (): ExecView => {
    const view = buildView(sessionOfAgents(collector.snapshot()), { localHosts: localHosts(), memory });
    memory.note(view);
    return view;
  };
  const looking = setInterval(look, 500);
  await Promise.race(seconds === undefined ? [stopped] : [stopped, elapsed(seconds)]);
  clearInterval(looking);
  // What agents have written by now is on its way through the kernel.
  await elapsed(0.1);
  const view = look();
  await collector.close();
  const report = execReport(view, await readOwnVersions(packageVersion()));
  await writeOut(json ? `${JSON.stringify(report)}\n` : printExec(report));
  return 0;
};

const elapsed = (seconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000).unref();
  });

const parseAddress = (text: string): CollectorAddress => {
  const address = parseCollectorAddress(text);
  if (address === undefined) throw new InvalidArgumentError('Expected unix:/PATH or tcp:127.0.0.1:PORT.');
  return address;
};

const parseSeconds = (text: string): number => {
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds < 0.1 || seconds > 86_400 * 30)
    throw new InvalidArgumentError('Expected a number of seconds from 0.1 to 2592000.');
  return seconds;
};
