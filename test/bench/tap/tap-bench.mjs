/**
 * Throughput of the tap, decoding on, beside socat, zeromq.js's Proxy and no relay at all; the relays take turns in every round,
 * and only ratios within a round count, since the speed of a shared machine drifts.
 *   node test/bench/tap/tap-bench.mjs [--rounds N] [--ms N] [--sizes 32,1024,65536] [--kinds push,xpub]
 * `xpub`: each message's topic is read and counted; `push`: sizes only.
 * Needs a C compiler and libzmq.so.5 (Debian: gcc libzmq5); leaves socat out where it is not installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, ms: { type: 'string' }, sizes: { type: 'string' }, kinds: { type: 'string' } },
});
const rounds = Number(values.rounds ?? 5);
const runMs = Number(values.ms ?? 1000);
const sizes = (values.sizes ?? '32,1024,65536').split(',').map(Number);
const kinds = (values.kinds ?? 'push,xpub').split(',');
const receivers = { push: 'pull', xpub: 'sub' };
const warmMs = 300;

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hw-tap-bench-'));
const endpoints = join(folder, 'endpoints');
const children = new Set();

const start = (command, args, stream = 'stdout') => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  child[stream === 'stdout' ? 'stderr' : 'stdout'].resume();
  const lines = createInterface(child[stream])[Symbol.asyncIterator]();
  return { child, line: async () => (await lines.next()).value ?? '' };
};

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Each starts what stands between, and gives where the sender shall connect. */
const relays = {
  direct: async (forward) => ({ endpoint: forward }),
  tap: async (forward) => {
    const { child, line } = start(
      process.execPath,
      [here('../../../dist/cli.js'), 'tap', '--json', '--listen', 'tcp://127.0.0.1:0', '--forward', forward],
      'stderr',
    );
    return { child, endpoint: /listens at (\S+)/.exec(await line())[1] };
  },
  socat: async (forward) => {
    const port = await freePort();
    const target = `TCP:${forward.replace('tcp://', '')},nodelay`;
    const { child } = start('socat', ['-b', '65536', `TCP-LISTEN:${port},bind=127.0.0.1,nodelay`, target]);
    return { child, endpoint: `tcp://127.0.0.1:${port}` };
  },
  proxy: async (forward, kind) => {
    const { child, line } = start(process.execPath, [here('proxy.mjs'), kind, forward]);
    return { child, endpoint: (await line()).replace('ready ', '') };
  },
};

const measure = async (name, kind, size) => {
  const receiver = start(endpoints, [receivers[kind], String(size), String(warmMs), String(runMs)]);
  const relay = await relays[name](await receiver.line(), kind);
  const sender = start(endpoints, [kind, relay.endpoint, String(size)]);
  await receiver.line();
  const cpuBefore = cpuSeconds(relay.child);
  const rate = Number(await receiver.line());
  const cpu = (cpuSeconds(relay.child) - cpuBefore) / ((rate * runMs) / 1000);
  for (const child of [sender.child, relay.child, receiver.child]) child?.kill('SIGKILL');
  return { rate, cpu };
};

/** User and system time of a process; Linux only, 0 elsewhere. */
const cpuSeconds = (child) => {
  try {
    const fields = readFileSync(`/proc/${child?.pid}/stat`, 'latin1').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
};

const rounded = (value) => Number(value.toFixed(3));
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const hasSocat = spawnSync('socat', ['-V']).status === 0;
const names = Object.keys(relays).filter((name) => name !== 'socat' || hasSocat);

const bench = async (kind, size) => {
  const rates = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Every other round the other way about, so that nobody always runs first.
    for (const name of round % 2 === 0 ? names : names.toReversed()) rates[name].push(await measure(name, kind, size));
  }
  const ratios = (name) => rates.tap.map(({ rate }, round) => rate / rates[name][round].rate);
  const rate = (name) => Math.round(median(rates[name].map((each) => each.rate)));
  /** What the relay's process spends per message: steadier than rates where others use the machine. */
  const cpuMicroseconds = (name) => rounded(1e6 * median(rates[name].map((each) => each.cpu)));
  return names
    .filter((name) => name !== 'tap')
    .map((name) => ({
      name: `tap against ${name}, ${kind}, ${size} B`,
      ratio: rounded(median(ratios(name))),
      ratios: ratios(name).map(rounded),
      tapMessagesPerSecond: rate('tap'),
      otherMessagesPerSecond: rate(name),
      tapCpuMicroseconds: cpuMicroseconds('tap'),
      otherCpuMicroseconds: cpuMicroseconds(name),
    }));
};

try {
  const compiled = spawnSync('cc', ['-O2', '-o', endpoints, here('endpoints.c'), '-l:libzmq.so.5'], {
    encoding: 'utf8',
  });
  if (compiled.status !== 0) {
    process.stderr.write('skipped: a C compiler and libzmq.so.5 are needed (Debian: gcc libzmq5)\n');
    process.stdout.write(`${JSON.stringify({ cases: [] })}\n`);
  } else {
    if (!hasSocat) process.stderr.write('socat was not found and is left out (Debian: socat)\n');
    const cases = [];
    for (const kind of kinds) for (const size of sizes) cases.push(...(await bench(kind, size)));
    process.stdout.write(`${JSON.stringify({ cases, rounds, runMs }, undefined, 2)}\n`);
  }
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
