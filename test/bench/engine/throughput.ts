import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PoolThread, takeThreads } from '../../../electron/engine/pool/worker-pool.ts';
import { LabRun } from '../../../electron/engine/run/lab-run.ts';
import type { WorkerOrder } from '../../../electron/engine/worker/protocol.ts';
import { parseScenario } from '../../../shared/scenario/parse.ts';
import type { BareOrder } from './bare-loops.ts';

export interface BenchCase {
  readonly name: string;
  readonly ratio: number;
  readonly [figure: string]: number | string;
}

export interface ThroughputOptions {
  readonly rounds: number;
  readonly windowMs: number;
}

/** `pub` is an XPUB with noDrop: one that drops would tell how much it throws away, not how much it carries. */
type Pattern = 'push' | 'pub';
type Transport = 'tcp' | 'ipc' | 'inproc';

/** Messages per second of both ends over one window, and the processor time of the whole process for each received one. */
interface Rates {
  readonly sent: number;
  readonly received: number;
  readonly cpuUs: number;
}

/** Counters at one moment. */
interface Reading {
  readonly atMs: number;
  readonly sent: number;
  readonly received: number;
  readonly cpuUs: number;
}

const warmMs = 150;
const senderOf = { push: 'push', pub: 'xpub' } as const;
const receiverOf = { push: 'pull', pub: 'sub' } as const;

/**
 * The lab as it is (header, stamps, ledger, ticks, kernel readings) beside the least a program can do with zeromq.js, on
 * the same two threads in turn; only the ratio within a round counts, since the speed of a shared machine drifts.
 */
export async function measureThroughput(
  pattern: Pattern,
  transport: Transport,
  bytes: number,
  options: ThroughputOptions,
): Promise<BenchCase> {
  const rounds: { readonly lab: Rates; readonly bare: Rates }[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const labFirst = round % 2 === 0;
    const first = labFirst
      ? await labWindow(pattern, transport, bytes, options)
      : await bareWindow(pattern, transport, bytes, options);
    const second = labFirst
      ? await bareWindow(pattern, transport, bytes, options)
      : await labWindow(pattern, transport, bytes, options);
    rounds.push(labFirst ? { lab: first, bare: second } : { lab: second, bare: first });
  }
  const ratios = rounds.map(({ lab, bare }) => lab.received / bare.received);
  return {
    name: `${pattern} ${transport} ${bytes < 1_024 ? `${bytes} B` : `${bytes / 1_024} KiB`}`,
    ratio: rounded(median(ratios)),
    low: rounded(Math.min(...ratios)),
    high: rounded(Math.max(...ratios)),
    // Does not depend on what else the machine does, as rates do.
    cpuRatio: rounded(median(rounds.map(({ lab, bare }) => bare.cpuUs / lab.cpuUs))),
    sentRatio: rounded(median(rounds.map(({ lab, bare }) => lab.sent / bare.sent))),
    labPerSecond: Math.round(median(rounds.map(({ lab }) => lab.received))),
    barePerSecond: Math.round(median(rounds.map(({ bare }) => bare.received))),
  };
}

async function labWindow(
  pattern: Pattern,
  transport: Transport,
  bytes: number,
  { windowMs }: ThroughputOptions,
): Promise<Rates> {
  const parsed = parseScenario(
    JSON.stringify({
      highwater: 1,
      name: 'bench',
      seconds: 600,
      sockets: [
        {
          id: 'source',
          type: senderOf[pattern],
          options: { linger: 0, ...(pattern === 'pub' ? { noDrop: true } : {}) },
          produce: { rate: 0, size: bytes },
        },
        {
          id: 'sink',
          type: receiverOf[pattern],
          consume: { serviceMs: 0 },
          ...(pattern === 'pub' ? { subscribe: [''] } : {}),
        },
      ],
      links: [{ from: 'source', to: 'sink', transport }],
    }),
  );
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const nothing = (): void => undefined;
  const listener = {
    proven: nothing,
    phase: nothing,
    findings: nothing,
    events: nothing,
    changed: nothing,
    problem: nothing,
  };
  const ticks: Reading[] = [];
  const run = new LabRun(parsed.value, {
    ...listener,
    tick(atMs) {
      const [source, sink] = run.figures.sockets;
      ticks.push({ atMs, sent: source?.accepted ?? 0, received: sink?.received ?? 0, cpuUs: cpuUs() });
    },
  });
  await run.start();
  await pause(warmMs + windowMs);
  // The counters of each tick stand with the tick's own time, so that looking costs the lab nothing extra.
  const [first, last] = [ticks.find(({ atMs }) => atMs >= warmMs), ticks.at(-1)];
  await run.stop();
  if (first === undefined || last === undefined || last.atMs - first.atMs < windowMs / 2)
    return await labWindow(pattern, transport, bytes, { windowMs, rounds: 1 });
  return ratesBetween(first, last);
}

async function bareWindow(
  pattern: Pattern,
  transport: Transport,
  bytes: number,
  { windowMs }: ThroughputOptions,
): Promise<Rates> {
  const [near, far] = takeThreads(2) as [PoolThread, PoolThread];
  const endpoint = await endpointOf(transport);
  const ends = [senderOf[pattern], receiverOf[pattern]].map((type) => ({ type, cells: new SharedArrayBuffer(24) }));
  const orders = ends.map(({ type, cells }): BareOrder => ({ kind: 'bare', type, endpoint, bytes, cells }));
  await near.order(orders[0] as unknown as WorkerOrder);
  await far.order(orders[1] as unknown as WorkerOrder);
  const [sender, receiver] = ends.map(({ cells }) => new Float64Array(cells)) as [Float64Array, Float64Array];
  const read = (): Reading => ({
    received: receiver[1] ?? 0,
    sent: sender[1] ?? 0,
    cpuUs: cpuUs(),
    atMs: performance.now(),
  });
  await pause(warmMs);
  const before = read();
  await pause(windowMs);
  const rates = ratesBetween(before, read());
  for (const end of [sender, receiver]) end[0] = 1;
  while (sender[2] !== 1 || receiver[2] !== 1) await pause(5);
  // libzmq leaves the file of an ipc endpoint that was named to it.
  if (transport === 'ipc') rmSync(endpoint.replace('ipc://', ''), { force: true });
  return rates;
}

function ratesBetween(before: Reading, after: Reading): Rates {
  const perSecond = (figure: 'sent' | 'received'): number =>
    ((after[figure] - before[figure]) * 1000) / (after.atMs - before.atMs);
  return {
    sent: perSecond('sent'),
    received: perSecond('received'),
    cpuUs: (after.cpuUs - before.cpuUs) / (after.received - before.received),
  };
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function endpointOf(transport: Transport): Promise<string> {
  if (transport === 'inproc') return `inproc://${randomUUID()}`;
  if (transport === 'ipc') return `ipc://${join(tmpdir(), `highwater-bench-${randomUUID().slice(0, 8)}.ipc`)}`;
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return `tcp://127.0.0.1:${port}`;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(at)] ?? 0) + (sorted[Math.ceil(at)] ?? 0)) / 2;
}
