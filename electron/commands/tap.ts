import { InvalidArgumentError } from 'commander';
import { fail, ok, type Result } from '../../shared/result.ts';
import { tapReport } from '../../shared/tap/tap-report.ts';
import { readOwnVersions } from '../doctor/own-versions.ts';
import { plainConditions } from '../relay/relay-types.ts';
import { createTap } from '../tap/tap.ts';
import type { Tap } from '../tap/tap-types.ts';
import { createAnnouncer } from './announce-findings.ts';
import { complain, type ExitStatus, type RegisterCommand, writeOut } from './command.ts';
import { packageVersion } from './package-version.ts';
import { liveLine, printTap } from './print-tap.ts';
import { stopSignal } from './stop-signal.ts';

interface TapCommandOptions {
  readonly listen: string;
  readonly forward: string;
  readonly bytesPerSecond: number;
  readonly latency: number;
  readonly jitter: number;
  readonly seconds?: number;
  readonly sequence?: string;
  readonly inspect?: number;
  readonly json?: true;
}

export const registerTap: RegisterCommand = (program, finish) => {
  program
    .command('tap')
    .summary('a transparent ZMTP wiretap between two programs')
    .description(
      'Listens at one endpoint, carries every byte to and from another, and shows what passes: socket types, messages, topics,\nsubscriptions, heartbeats, blocked time. Runs until --seconds have passed or Ctrl-C, then prints the report.',
    )
    .requiredOption('--listen <endpoint>', 'where to listen: tcp://HOST:PORT (port 0 chooses one) or ipc://PATH')
    .requiredOption('--forward <endpoint>', 'where the program behind listens')
    .option('--bytes-per-second <n>', 'limit each direction to so many bytes per second', number('bytes', 0, 1e12), 0)
    .option('--latency <ms>', 'delay each direction', number('milliseconds', 0, 60_000), 0)
    .option(
      '--jitter <ms>',
      'delay each direction by up to so much more, in order',
      number('milliseconds', 0, 60_000),
      0,
    )
    .option('--seconds <n>', 'how long to run', number('seconds', 0.1, 86_400 * 30))
    .option('--sequence <spec>', 'find gaps in your own counter: 0:u32le, json:PATH, msgpack:PATH; then @FRAME, #topic')
    .option('--inspect <n>', 'print the last so many messages, too', number('messages', 1, 1000))
    .option('--json', 'print one JSON value')
    .action(async (options: TapCommandOptions) => finish(await tap(options)));
};

/** Problems of what was asked for, not of this machine. */
const wrongUse = new Set(['invalid-endpoint', 'invalid-sequence']);

const tap = async (options: TapCommandOptions): Promise<ExitStatus> => {
  const stopped = stopSignal();
  const started = await start(options);
  if (!started.ok) {
    complain(started.problem.message);
    return wrongUse.has(started.problem.code) ? 2 : 1;
  }
  const running = started.value;
  process.stderr.write(`highwater: tap listens at ${running.endpoint} and forwards to ${options.forward}\n`);
  const stopShowing = process.stderr.isTTY ? showLive(running) : announce(running);
  await Promise.race(options.seconds === undefined ? [stopped] : [stopped, elapsed(options.seconds)]);
  stopShowing();
  const messages = await running.inspect();
  const view = await running.close();
  const report = tapReport(view, await readOwnVersions(packageVersion()));
  const inspected = options.inspect === undefined ? {} : { inspected: messages };
  await writeOut(options.json ? `${JSON.stringify({ ...report, ...inspected })}\n` : printTap(report, messages));
  return 0;
};

const start = async (options: TapCommandOptions): Promise<Result<Tap>> => {
  const { listen, forward, bytesPerSecond, latency, jitter, sequence, inspect } = options;
  const started = await createTap({
    listen,
    forward,
    conditions: { ...plainConditions, bytesPerSecond, latencyMs: latency, jitterMs: jitter },
    sequence,
    inspect: inspect === undefined ? undefined : { on: true, messages: inspect, bytes: 16 * 1024 * 1024 },
  });
  return started.ok ? ok(started.value) : fail(started.problem.code, asOption(started.problem.message));
};

/** The tap names its fields; whoever typed them knows them as options. */
const asOption = (message: string): string => message.replace(/^(listen|forward|sequence):/, '--$1:');

const showLive = (running: Tap): (() => void) => {
  const timer = setInterval(() => process.stderr.write(`\r\x1b[2K${liveLine(running.snapshot())}`), 1000);
  return () => {
    clearInterval(timer);
    process.stderr.write('\r\x1b[2K');
  };
};

const announce = (running: Tap): (() => void) => {
  const say = createAnnouncer();
  const timer = setInterval(() => {
    const { findings, atMs } = running.snapshot();
    say(findings, atMs);
  }, 500);
  return () => clearInterval(timer);
};

const elapsed = (seconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
  });

const number =
  (unit: string, least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most)
      throw new InvalidArgumentError(`Expected a number of ${unit} from ${least} to ${most}.`);
    return value;
  };
