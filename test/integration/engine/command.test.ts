import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../fixtures/engine/random-scenario.ts';
import { until } from '../../fixtures/until.ts';

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'highwater-command-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line with a temporary folder of its own. */
function highwater(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, TMPDIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    out.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    out.stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, ...out })),
  );
  return { child, ended };
}

function fileOf(name: string, scenario: object): string {
  const path = join(folder, `${name}.highwater.json`);
  writeFileSync(path, JSON.stringify({ highwater: 1, name, ...scenario }));
  return path;
}

describe('highwater run --json', () => {
  it('prints the slow-consumer story as one value with all the keys of the report', async () => {
    const { code, stdout, stderr } = await highwater(['run', 'slow-consumer', '--seconds', '4', '--json']).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout);
    expect(Object.keys(report)).toEqual(
      expect.arrayContaining([
        'highwater',
        'scenario',
        'seconds',
        'versions',
        'flows',
        'sockets',
        'events',
        'findings',
      ]),
    );
    expect(report.versions).toEqual({
      highwater: expect.any(String),
      libzmq: '4.3.5',
      zeromq: '6.8.0',
      node: process.versions.node,
    });
    expect(report.seconds).toBeGreaterThan(3.9);
    const flowKeys = [
      'id',
      'from',
      'to',
      'transport',
      'sent',
      'delivered',
      'lost',
      'queued',
      'residual',
      'refused',
      'blockedMs',
      'missedBeforeJoin',
      'firstLossAtMs',
      'lostRanges',
      'lostRangesOmitted',
      'peakQueued',
      'latencyMs',
      'sentPerSecond',
      'deliveredPerSecond',
    ];
    for (const flow of report.flows) {
      expect(Object.keys(flow)).toEqual(expect.arrayContaining(flowKeys));
      expect(flow.sent).toBe(flow.delivered + flow.lost);
      expect(Object.keys(flow.latencyMs)).toEqual(['p50', 'p95', 'p99', 'max']);
    }
    for (const socket of report.sockets) {
      expect(Object.keys(socket)).toEqual(
        expect.arrayContaining(['id', 'type', 'offered', 'accepted', 'refused', 'blockedMs', 'cpu', 'options']),
      );
    }
    expect(report.sockets[0].options).toMatchObject({ sendHighWaterMark: 1_000, linger: -1 });
    expect(report.events.map((event: { event: string }) => event.event)).toEqual(
      expect.arrayContaining(['bind', 'accept', 'handshake']),
    );
    const slow = report.findings.find((finding: { code: string }) => finding.code === 'slow-consumer');
    expect(slow).toMatchObject({ subject: 'slow', evidence: expect.any(Array), remedies: expect.any(Array) });
  });

  it('tells a taken address by its finding and status 1, and still prints the report', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const path = fileOf('taken', {
      seconds: 1,
      sockets: [
        { id: 'feed', type: 'pub', bind: [`tcp://127.0.0.1:${port}`], produce: { rate: 100 } },
        { id: 'slow', type: 'sub', subscribe: [''], connect: [`tcp://127.0.0.1:${port}`], consume: {} },
      ],
    });
    const { code, stdout } = await highwater(['run', path, '--json']).ended;
    server.close();
    expect(code).toBe(1);
    const report = JSON.parse(stdout);
    expect(
      report.findings.map((finding: { code: string; subject: string }) => [finding.code, finding.subject]),
    ).toContainEqual(['address-in-use', 'feed']);
  });
});

/** Messages that zeromq.js refers to instead of copying, in the queues of every transport, with fast senders. */
const busy = {
  seconds: 60,
  sockets: [
    { id: 'source', type: 'push', produce: { rate: 0, size: 1_024 } },
    { id: 'sink', type: 'pull', consume: { serviceMs: 0.1 } },
    { id: 'feed', type: 'pub', produce: { rate: 0, size: 1_024 } },
    { id: 'slow', type: 'sub', subscribe: [''], consume: { serviceMs: 1 } },
    { id: 'fast', type: 'sub', subscribe: [''], consume: {} },
  ],
  links: [
    { from: 'source', to: 'sink', transport: 'inproc' },
    { from: 'feed', to: 'slow', transport: 'inproc' },
    { from: 'feed', to: 'fast', transport: 'tcp' },
  ],
};

describe('highwater run with steps that meet', () => {
  it.each(['ipc', 'inproc'])(
    'does them one after the other over %s, and ends cleanly with closed books',
    async (transport) => {
      const steps = [
        { atMs: 0, do: 'stall', socket: 'sink' },
        { atMs: 40, do: 'resume', socket: 'sink' },
        { atMs: 80, do: 'close', socket: 'sink' },
        { atMs: 80, do: 'close', socket: 'sink' },
        { atMs: 160, do: 'restart', socket: 'sink' },
        { atMs: 160, do: 'restart', socket: 'sink' },
        { atMs: 240, do: 'kill', socket: 'source' },
        { atMs: 240, do: 'kill', socket: 'source' },
        { atMs: 320, do: 'restart', socket: 'source' },
        { atMs: 320, do: 'restart', socket: 'late' },
        { atMs: 795, do: 'restart', socket: 'source' },
      ];
      const path = fileOf(`steps-${transport}`, {
        seconds: 0.8,
        sockets: [
          { id: 'source', type: 'push', produce: { rate: 2_000, size: 200 } },
          { id: 'sink', type: 'pull', consume: {} },
          { id: 'late', type: 'pull', consume: {}, startAtMs: 500 },
        ],
        links: [
          { id: 'l', from: 'source', to: 'sink', transport },
          { id: 'm', from: 'source', to: 'late', transport },
        ],
        steps,
      });
      const { code, signal, stdout, stderr } = await highwater(['run', path, '--json']).ended;
      expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
      for (const flow of JSON.parse(stdout).flows) {
        expect(flow.sent).toBe(flow.delivered + flow.lost);
        expect([flow.queued, flow.residual]).toEqual([0, 0]);
      }
    },
  );
});

/** Linux tells from outside which signals a program catches. Node itself leaves SIGHUP (1) alone. */
function catchesSignals(pid: number): boolean {
  try {
    const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    return (BigInt(`0x${caught}`) & 1n) === 1n;
  } catch {
    return false;
  }
}

describe.skipIf(process.platform !== 'linux')('a run that is stopped before it runs', () => {
  it.each([0, 150, 300])('prints its report and leaves nothing %i ms after it listens', async (afterMs) => {
    const path = fileOf('stopped-early', {
      seconds: 5,
      sockets: [
        { id: 'source', type: 'push', produce: { rate: 0, size: 1_024 } },
        { id: 'sink', type: 'pull', consume: {} },
      ],
      links: [{ id: 'l', from: 'source', to: 'sink', transport: 'ipc' }],
    });
    const own = mkdtempSync(join(folder, 'early-'));
    const { child, ended } = highwater(['run', path, '--json'], { TMPDIR: own });
    await until(() => catchesSignals(child.pid ?? 0));
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    child.kill('SIGINT');
    const { code, signal, stdout, stderr } = await ended;
    expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
    expect(JSON.parse(stdout).flows).toHaveLength(1);
    expect(readdirSync(own)).toEqual([]);
  });
});

/** libzmq's own threads tell from outside that the run has begun to open sockets; before, there is nothing to clean up. */
function hasOpened(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).some((task) =>
      readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8').startsWith('ZMQbg'),
    );
  } catch {
    return false;
  }
}

/** Processes that carry this mark in their environment: the one that was started, and whatever it started. */
const marked = (mark: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HIGHWATER_TEST_MARK=${mark}\0`)
      );
    } catch {
      return false;
    }
  });

describe.skipIf(process.platform !== 'linux')('a run that a signal stops', () => {
  const random = seededRandom(20_260);
  const stops = Array.from({ length: 20 }, (_, index) => ({
    signal: index % 2 === 0 ? ('SIGINT' as const) : ('SIGTERM' as const),
    afterMs: Math.floor(random() * 1_200),
  }));

  it('ends with its report, never by an abort, and leaves no file and no process, at 20 random moments', async () => {
    const path = fileOf('busy', busy);
    const stopOne = async ({ signal, afterMs }: (typeof stops)[number], index: number): Promise<void> => {
      const own = mkdtempSync(join(folder, 'stop-'));
      const mark = `${process.pid}-${index}`;
      const { child, ended } = highwater(['run', path, '--json'], { TMPDIR: own, HIGHWATER_TEST_MARK: mark });
      await until(() => hasOpened(child.pid ?? 0));
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      child.kill(signal);
      const { code, signal: killedBy, stdout, stderr } = await ended;
      const story = `${signal} after ${afterMs} ms (run ${index}): ${stderr}`;
      expect({ code, killedBy }, story).toEqual({ code: 0, killedBy: null });
      for (const flow of JSON.parse(stdout).flows) expect(flow.residual, story).toBe(0);
      expect(readdirSync(own), story).toEqual([]);
      expect(marked(mark), story).toEqual([]);
    };
    // Two at a time: as many as the smallest machine has processors.
    for (let index = 0; index < stops.length; index += 2) {
      await Promise.all(stops.slice(index, index + 2).map((stop, offset) => stopOne(stop, index + offset)));
    }
  }, 120_000);
});
