import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import { flowOf, liveFlow, runToEnd, startRun, stopRun } from '../../fixtures/engine/run-scenario.ts';
import { until } from '../../fixtures/until.ts';

afterAll(settleThreads);

const onLinux = process.platform === 'linux';
const ipcFolders = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => /^highwater-[A-Za-z0-9]{6}$/.test(name));
const threads = (): number => readdirSync('/proc/self/task').length;

/** Ports that this very process listens on, by its own descriptors. */
function listening(): readonly string[] {
  const own = new Set(
    readdirSync('/proc/self/fd').flatMap((descriptor) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${descriptor}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  const lines = ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1));
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter((cells) => cells[3] === '0A' && own.has(cells[9] ?? ''))
    .map((cells) => cells[1] ?? '');
}

const everything = {
  seconds: 0.6,
  sockets: [
    { id: 'feed', type: 'pub', produce: { rate: 5_000, size: 1_024 } },
    { id: 'slow', type: 'sub', subscribe: [''], consume: { serviceMs: 5 } },
    { id: 'source', type: 'push', produce: { rate: 0, size: 1_024 } },
    { id: 'sink', type: 'pull', consume: { serviceMs: 1 } },
    { id: 'deaf', type: 'pull' },
    { id: 'asker', type: 'req', produce: { rate: 100 } },
    { id: 'clerk', type: 'rep', consume: {} },
  ],
  links: [
    { from: 'feed', to: 'slow', transport: 'tcp', conditions: { latencyMs: 5 } },
    { from: 'source', to: 'sink', transport: 'ipc' },
    { from: 'source', to: 'deaf', transport: 'inproc' },
    { from: 'asker', to: 'clerk', transport: 'tcp' },
  ],
};

describe('a run that has ended', () => {
  it.skipIf(!onLinux)('has left no ipc folder, no port and no thread but the pool of the first', async () => {
    const before = { folders: ipcFolders(), ports: listening() };
    await runToEnd(everything);
    const pool = threads();
    expect(ipcFolders()).toEqual(before.folders);
    expect(listening()).toEqual(before.ports);
    for (let round = 0; round < 2; round += 1) {
      const run = await startRun({ ...everything, seconds: 30 });
      await until(() => liveFlow(run, 'feed-slow').delivered > 20);
      expect(ipcFolders().length).toBe(before.folders.length + 1);
      expect(listening().length).toBeGreaterThan(before.ports.length);
      for (const flow of (await stopRun(run)).flows) expect(flow).toMatchObject({ residual: 0, queued: 0 });
      expect(ipcFolders()).toEqual(before.folders);
      await until(() => listening().length === before.ports.length);
      // The relay's thread takes a moment to be gone; those of the pool stay.
      await until(() => threads() <= pool);
    }
  });

  it('may be stopped before it began, while it begins, and twice', async () => {
    const run = await startRun({ ...everything, seconds: 30 });
    const [first, second] = await Promise.all([stopRun(run), stopRun(run)]);
    expect(second).toEqual(first);
    expect(run.phase).toBe('ended');
    expect(await run.set('sockets.feed.produce.rate', 1, 'user')).toMatchObject({ ok: false });
    expect(await run.act('slow', 'stall')).toMatchObject({ ok: false });
  });
});

describe('an address that is taken', () => {
  it('is a failure of the run with its finding, and the rest of the run goes on', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const run = await startRun({
      seconds: 0.5,
      sockets: [
        { id: 'feed', type: 'pub', produce: { rate: 100 } },
        { id: 'slow', type: 'sub', subscribe: [''], consume: {} },
        { id: 'source', type: 'push', produce: { rate: 100 } },
        { id: 'sink', type: 'pull', consume: {} },
      ],
      links: [
        { id: 'l', from: 'feed', to: 'slow', endpoint: `tcp://127.0.0.1:${port}` },
        { id: 'well', from: 'source', to: 'sink', transport: 'inproc' },
      ],
    });
    await run.untilEnd();
    server.close();
    const report = run.report();
    expect(run.failed).toBe(true);
    expect(report.findings.find((finding) => finding.code === 'address-in-use')).toMatchObject({
      subject: 'feed',
      certainty: 'measured',
    });
    expect(flowOf(report, 'well').delivered).toBeGreaterThan(20);
    expect(report.flows.every((flow) => flow.residual === 0)).toBe(true);
  });
});
