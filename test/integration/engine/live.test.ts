import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import type { LabRun } from '../../../electron/engine/run/lab-run.ts';
import type { OptionValue } from '../../../shared/scenario/scenario.ts';
import { freeEndpoint, startOutside, stopOutsiders } from '../../fixtures/engine/outside-receiver.ts';
import { flowOf, liveFlow, runToEnd, settledAt, startRun, stopRun } from '../../fixtures/engine/run-scenario.ts';
import { until } from '../../fixtures/until.ts';

afterAll(async () => {
  stopOutsiders();
  await settleThreads();
});

const pushPull = (transport: string, push: object, pull: object): object => ({
  seconds: 30,
  sockets: [
    { id: 'source', type: 'push', ...push },
    { id: 'sink', type: 'pull', ...pull },
  ],
  links: [{ id: 'l', from: 'source', to: 'sink', transport }],
});

async function change(run: LabRun, path: string, value: OptionValue): Promise<void> {
  const done = await run.set(path, value, 'user');
  if (!done.ok) throw new Error(done.problem.message);
}

async function act(
  run: LabRun,
  socket: string,
  action: 'stall' | 'resume' | 'restart' | 'kill' | 'close',
): Promise<void> {
  const done = await run.act(socket, action);
  if (!done.ok) throw new Error(done.problem.message);
}

describe('while a run goes on', () => {
  it('a changed rate and size take hold: a program outside sees messages of both sizes, and none is lost', async () => {
    const endpoint = await freeEndpoint();
    const outside = await startOutside('node', 'pull', endpoint);
    const run = await startRun({
      seconds: 30,
      sockets: [{ id: 'source', type: 'push', bind: [endpoint], produce: { rate: 200, size: 256 } }],
    });
    const accepted = (): number => run.figures.sockets[0]?.accepted ?? 0;
    await until(() => accepted() > 50);
    await change(run, 'sockets.source.produce.size', 5_000);
    await change(run, 'sockets.source.produce.rate', 2_000);
    const before = accepted();
    await until(() => (run.figures.sockets[0]?.acceptedPerSecond ?? 0) > 1_500);
    await until(() => accepted() > before + 500);
    const report = await stopRun(run);
    await until(async () => report.sockets[0]?.accepted !== undefined);
    const seen = await outside.stop();
    expect(Object.keys(seen.bytes)).toEqual(['256', '5000']);
    expect(seen).toMatchObject({ gaps: 0, disorder: 0 });
  });

  it('a consumer made fast empties its queue, and its knobs say what is true', async () => {
    const run = await startRun(
      pushPull('inproc', { produce: { rate: 2_000, size: 100 } }, { consume: { serviceMs: 10 } }),
    );
    await until(() => liveFlow(run, 'l').queued > 1_000);
    expect(liveFlow(run, 'l').lostEstimated).toBe(0);
    await change(run, 'sockets.sink.consume.serviceMs', 0);
    await until(() => liveFlow(run, 'l').queued < 20);
    await until(() => liveFlow(run, 'l').deliveredPerSecond > 1_500);
    expect(flowOf(await stopRun(run), 'l')).toMatchObject({ lost: 0, queued: 0, residual: 0 });
  });

  it('a raised mark makes room in the live pipe', async () => {
    const run = await startRun(
      pushPull(
        'inproc',
        { options: { sendHighWaterMark: 10 }, produce: { rate: 0, size: 100 } },
        { options: { receiveHighWaterMark: 20 } },
      ),
    );
    const waiting = (): Promise<number> => settledAt(() => liveFlow(run, 'l').inFlight, 500);
    expect(await waiting()).toBe(30);
    await change(run, 'sockets.source.options.sendHighWaterMark', 400);
    await change(run, 'sockets.sink.consume.serviceMs', 1);
    await until(() => liveFlow(run, 'l').capacity === 420 && liveFlow(run, 'l').inFlight > 300);
    expect(liveFlow(run, 'l').inFlight).toBeLessThanOrEqual(420);
    expect(flowOf(await stopRun(run), 'l')).toMatchObject({ lost: 0, residual: 0 });
  });

  it('a stalled consumer reads nothing, and goes on where it was when it resumes', async () => {
    const run = await startRun(pushPull('tcp', { produce: { rate: 1_000, size: 100 } }, { consume: { serviceMs: 0 } }));
    await until(() => liveFlow(run, 'l').delivered > 100);
    await act(run, 'sink', 'stall');
    const stalledAt = await settledAt(() => liveFlow(run, 'l').delivered, 400);
    await until(() => liveFlow(run, 'l').inFlight > 300);
    expect(liveFlow(run, 'l').delivered).toBe(stalledAt);
    expect(run.figures.sockets[1]?.stalled).toBe(1);
    await act(run, 'sink', 'resume');
    await until(() => liveFlow(run, 'l').inFlight < 50);
    expect(flowOf(await stopRun(run), 'l')).toMatchObject({ lost: 0, queued: 0, residual: 0 });
  });

  it('refuses a change that makes no sense, and goes on', async () => {
    const run = await startRun(pushPull('inproc', { produce: { rate: 100 } }, { consume: {} }));
    for (const [path, value] of [
      ['sockets.nobody.produce.rate', 1],
      ['sockets.source.produce.rate', -1],
      ['sockets.source.__proto__.x', 1],
    ] as const) {
      expect(await run.set(path, value, 'user')).toMatchObject({ ok: false });
    }
    expect(await run.act('nobody', 'stall')).toMatchObject({ ok: false });
    await until(() => liveFlow(run, 'l').delivered > 10);
    expect(flowOf(await stopRun(run), 'l')).toMatchObject({ lost: 0, residual: 0 });
  });

  it.skipIf(process.platform === 'win32')(
    'a storm of accept errors keeps a consumer neither from its messages nor from telling of it',
    async () => {
      const heard = { acceptErrors: 0 };
      const run = await startRun(
        {
          seconds: 30,
          sockets: [
            { id: 'source', type: 'push', produce: { rate: 200, size: 50 } },
            { id: 'sink', type: 'pull', process: { descriptors: 64 }, consume: { serviceMs: 0 } },
          ],
          links: [{ id: 'l', from: 'source', to: 'sink', bind: 'to' }],
          steps: [{ atMs: 300, fault: 'flood', on: 'sink' }],
        },
        {
          events: (events) => {
            heard.acceptErrors += events.filter(({ event }) => event === 'accept:error').length;
          },
        },
      );
      await until(() => heard.acceptErrors > 0);
      const before = liveFlow(run, 'l').delivered;
      await until(() => liveFlow(run, 'l').delivered > before + 200);
      const report = await stopRun(run);
      expect(flowOf(report, 'l')).toMatchObject({ lost: 0, residual: 0 });
      expect(report.findings.map(({ code }) => code)).toContain('descriptors-exhausted');
    },
  );

  it('carries out the steps of the scenario at their times', async () => {
    const marks: { readonly path: string; readonly atMs: number }[] = [];
    const report = await runToEnd(
      {
        ...pushPull('inproc', { produce: { rate: 500, size: 64 } }, { consume: {} }),
        seconds: 1.5,
        steps: [
          { atMs: 400, set: { 'sockets.source.produce.rate': 2_000 } },
          { atMs: 900, do: 'stall', socket: 'sink' },
        ],
      },
      { changed: (mark) => marks.push(mark) },
    );
    expect(marks.map((mark) => mark.path)).toEqual(['sockets.source.produce.rate', 'sockets.sink']);
    expect(marks[0]?.atMs).toBeGreaterThanOrEqual(400);
    expect(marks[1]?.atMs).toBeGreaterThanOrEqual(900);
    const flow = flowOf(report, 'l');
    expect(flow.sent).toBeGreaterThan(1_000);
    expect(flow.peakQueued).toBeGreaterThan(200);
    expect(flow).toMatchObject({ lost: 0, residual: 0 });
  });
});

const pubSub = (pub: object, sub: object, link: object = {}): object => ({
  seconds: 1.2,
  sockets: [
    { id: 'feed', type: 'pub', ...pub },
    { id: 'slow', type: 'sub', subscribe: [''], consume: {}, ...sub },
  ],
  links: [{ id: 'l', from: 'feed', to: 'slow', ...link }],
});

describe('who does not get everything', () => {
  it.each(['tcp', 'ipc', 'inproc'])(
    'a late joiner on %s missed exactly what was published before it',
    async (transport) => {
      const report = await runToEnd(pubSub({ produce: { rate: 2_000, size: 64 } }, { startAtMs: 400 }, { transport }));
      const flow = flowOf(report, 'l');
      expect(flow).toMatchObject({ lost: 0, residual: 0 });
      expect(flow.sent + flow.missedBeforeJoin).toBe(report.sockets[0]?.accepted);
      expect(flow.delivered).toBe(flow.sent);
      expect(flow.missedBeforeJoin).toBeGreaterThan(300);
      expect(report.findings.map((finding) => finding.code)).toContain('late-joiner');
    },
  );

  it('a subscriber that is there in time misses nothing', async () => {
    const report = await runToEnd(pubSub({ produce: { rate: 2_000, size: 64 } }, {}));
    expect(flowOf(report, 'l')).toMatchObject({ lost: 0, missedBeforeJoin: 0 });
    expect(flowOf(report, 'l').sent).toBe(report.sockets[0]?.accepted);
  });

  it('a filter leaves out what it filters, and that is neither sent nor lost', async () => {
    const report = await runToEnd(
      pubSub({ produce: { rate: 3_000, size: 64, topics: ['a', 'b', 'c'] } }, { subscribe: ['b'] }),
    );
    const flow = flowOf(report, 'l');
    expect(flow).toMatchObject({ lost: 0, residual: 0, missedBeforeJoin: 0 });
    expect(Math.abs(flow.sent - (report.sockets[0]?.accepted ?? 0) / 3)).toBeLessThanOrEqual(1);
  });

  it('a subscription that the send mark does not let out is none, and its messages are not lost', async () => {
    const report = await runToEnd(
      pubSub(
        { produce: { rate: 3_000, size: 64, topics: ['a', 'b', 'c'] } },
        { type: 'xsub', subscribe: ['c', 'b', 'a'], options: { sendHighWaterMark: 2 } },
        { transport: 'tcp' },
      ),
    );
    const flow = flowOf(report, 'l');
    expect(flow).toMatchObject({ lost: 0, residual: 0, missedBeforeJoin: 0, delivered: flow.sent });
    expect(Math.abs(flow.sent - ((report.sockets[0]?.accepted ?? 0) * 2) / 3)).toBeLessThanOrEqual(1);
    expect(report.findings).toMatchObject([{ code: 'subscription-mismatch', subject: 'slow' }]);
  });

  it('an xpub with noDrop refuses instead of losing', async () => {
    const report = await runToEnd({
      seconds: 1,
      sockets: [
        {
          id: 'feed',
          type: 'xpub',
          options: { noDrop: true, sendHighWaterMark: 10 },
          produce: { rate: 2_000, size: 64 },
        },
        { id: 'slow', type: 'sub', subscribe: [''], options: { receiveHighWaterMark: 10 }, consume: { serviceMs: 10 } },
      ],
      links: [{ id: 'l', from: 'feed', to: 'slow', transport: 'inproc' }],
    });
    const flow = flowOf(report, 'l');
    expect(flow.refused).toBeGreaterThan(100);
    expect(flow).toMatchObject({ lost: 0, residual: 0, sent: flow.delivered });
    const [feed] = report.sockets;
    expect(feed?.offered).toBe((feed?.accepted ?? 0) + (feed?.refused ?? 0));
  });

  it('a conflating subscriber keeps the newest, and the rest is lost and says why', async () => {
    const report = await runToEnd(
      pubSub({ produce: { rate: 2_000, size: 64 } }, { options: { conflate: true }, consume: { serviceMs: 20 } }),
    );
    const flow = flowOf(report, 'l');
    expect(flow.lost).toBeGreaterThan(500);
    expect(flow.delivered + flow.lost).toBe(flow.sent);
    expect(flow.residual).toBe(0);
    expect(new Set(flow.lostRanges.map((range) => range.cause))).toEqual(new Set(['conflated']));
    expect(report.findings.map((finding) => finding.code)).toContain('conflated');
  });

  it.each([
    ['tcp', 'from'],
    ['tcp', 'to'],
    ['ipc', 'to'],
    ['inproc', 'from'],
  ])('a subscriber restarted on %s (bound at "%s") accounts for every message', async (transport, bind) => {
    const report = await runToEnd({
      ...pubSub(
        { produce: { rate: 10_000, size: 64 } },
        { consume: { serviceMs: 1 }, options: { receiveHighWaterMark: 500 } },
        { transport, bind },
      ),
      steps: [{ atMs: 500, do: 'restart', socket: 'slow' }],
    });
    const flow = flowOf(report, 'l');
    expect(flow.sent + flow.missedBeforeJoin).toBe(report.sockets[0]?.accepted);
    expect(flow.delivered + flow.lost).toBe(flow.sent);
    expect(flow).toMatchObject({ residual: 0, queued: 0 });
    expect(flow.lost).toBeGreaterThan(100);
    expect(flow.delivered).toBeGreaterThan(100);
  });

  it('what a killed pull took is lost, and its colleague gets the rest', async () => {
    const report = await runToEnd({
      seconds: 1.2,
      sockets: [
        { id: 'source', type: 'push', produce: { rate: 1_000, size: 64 } },
        { id: 'one', type: 'pull', consume: { serviceMs: 5 } },
        { id: 'two', type: 'pull', consume: {} },
      ],
      links: [
        { id: 'l1', from: 'source', to: 'one', transport: 'inproc' },
        { id: 'l2', from: 'source', to: 'two', transport: 'inproc' },
      ],
      steps: [{ atMs: 600, do: 'kill', socket: 'one' }],
    });
    const [one, two] = [flowOf(report, 'l1'), flowOf(report, 'l2')];
    expect(one.sent + two.sent).toBe(report.sockets[0]?.accepted);
    expect(one.lost).toBeGreaterThan(50);
    expect(two.lost).toBe(0);
    expect([one.residual, two.residual]).toEqual([0, 0]);
    expect(new Set(one.lostRanges.map((range) => range.cause))).toEqual(new Set(['peer-lost']));
    expect(two.delivered).toBeGreaterThan(600);
  });

  it('a server that is killed over inproc does not keep the run from ending, whatever its receive was doing', async () => {
    for (let time = 0; time < 6; time += 1) {
      const report = await runToEnd({
        seconds: 0.4,
        sockets: [
          { id: 'client', type: 'req', produce: { rate: 500 } },
          { id: 'server', type: 'rep', consume: {} },
        ],
        links: [{ id: 'l', from: 'client', to: 'server', transport: 'inproc' }],
        steps: [{ atMs: 150 + time * 7, do: 'kill', socket: 'server' }],
      });
      expect(report.flows.map(({ residual, queued }) => [residual, queued])).toEqual([
        [0, 0],
        [0, 0],
      ]);
      expect(flowOf(report, 'l').delivered).toBeGreaterThan(0);
    }
  });
});
