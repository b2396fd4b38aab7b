import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import { freeEndpoint, startOutside, stopOutsiders } from '../../fixtures/engine/outside-receiver.ts';
import { flowOf, runToEnd } from '../../fixtures/engine/run-scenario.ts';

afterAll(async () => {
  stopOutsiders();
  await settleThreads();
});

/** A machine that is busy with other things for a quarter of a second makes any pacing late; drift would fail every time. */
const again = { retry: 2 };

describe('pacing on a real clock', () => {
  it(
    'keeps a producer of 5,000 a second within 1 % over 5 s, by the count and clock of a program outside',
    again,
    async () => {
      const endpoint = await freeEndpoint();
      const outside = await startOutside('node', 'pull', endpoint);
      const report = await runToEnd({
        seconds: 5.7,
        sockets: [
          { id: 'source', type: 'push', bind: [endpoint], produce: { rate: 5_000, size: 256, startAtMs: 700 } },
        ],
      });
      const seen = await outside.stop();
      const perSecond = ((seen.count - 1) * 1000) / (seen.lastMs - seen.firstMs);
      expect(seen.lastMs - seen.firstMs).toBeGreaterThan(4_500);
      expect(seen.count).toBe(report.sockets[0]?.accepted);
      expect(perSecond).toBeGreaterThan(4_950);
      expect(perSecond).toBeLessThan(5_050);
    },
  );

  it('honours a service time of 0.05 ms: 20,000 a second', again, async () => {
    const report = await runToEnd({
      seconds: 3,
      sockets: [
        // A queue that the consumer cannot empty, so that only its own pace is measured.
        { id: 'source', type: 'push', options: { sendHighWaterMark: 50_000 }, produce: { rate: 0, size: 64 } },
        { id: 'sink', type: 'pull', consume: { serviceMs: 0.05 } },
      ],
      links: [{ id: 'l', from: 'source', to: 'sink', transport: 'inproc' }],
    });
    const { deliveredPerSecond } = flowOf(report, 'l');
    expect(deliveredPerSecond).toBeGreaterThan(19_000);
    expect(deliveredPerSecond).toBeLessThan(21_000);
  });

  it('spends no service time on the markers of the start, however many topics have one', again, async () => {
    const report = await runToEnd({
      seconds: 1.5,
      sockets: [
        { id: 'feed', type: 'pub', produce: { rate: 300, size: 64, topic: ['a', 'b', 'c', 'd'] } },
        { id: 'slow', type: 'sub', subscribe: [''], consume: { serviceMs: 50 } },
      ],
      links: [{ id: 'l', from: 'feed', to: 'slow', transport: 'tcp' }],
    });
    const { deliveredPerSecond } = flowOf(report, 'l');
    expect(deliveredPerSecond).toBeGreaterThan(17);
    expect(deliveredPerSecond).toBeLessThan(21);
  });

  it('hears the first message over inproc at once, not when a receive that was pending before the connect times out', async () => {
    const report = await runToEnd({
      seconds: 0.3,
      sockets: [
        { id: 'source', type: 'push', produce: { rate: 1_000, size: 64 } },
        { id: 'sink', type: 'pull', consume: {} },
      ],
      links: [{ id: 'l', from: 'source', to: 'sink', transport: 'inproc' }],
    });
    // A receive times out after 200 ms, so half of all messages waited longer than 80 ms.
    expect(flowOf(report, 'l').latencyMs?.p50).toBeLessThan(40);
  });

  it('never serves faster than a service that burns the thread', async () => {
    const report = await runToEnd({
      seconds: 2,
      sockets: [
        { id: 'source', type: 'push', produce: { rate: 0, size: 64 } },
        { id: 'sink', type: 'pull', consume: { serviceMs: 0.5, mode: 'spin' } },
      ],
      links: [{ id: 'l', from: 'source', to: 'sink', transport: 'inproc' }],
    });
    const { deliveredPerSecond } = flowOf(report, 'l');
    // Burning needs a processor to itself, which a busy machine does not give: only the upper bound is sharp.
    expect(deliveredPerSecond).toBeGreaterThan(150);
    expect(deliveredPerSecond).toBeLessThan(2_010);
  });

  it('sends bursts back to back and keeps the mean', again, async () => {
    const report = await runToEnd({
      seconds: 2,
      sockets: [
        { id: 'source', type: 'push', produce: { rate: 1_000, size: 64, burst: 200 } },
        { id: 'sink', type: 'pull', consume: { serviceMs: 0.5 } },
      ],
      links: [{ id: 'l', from: 'source', to: 'sink', transport: 'inproc' }],
    });
    const flow = flowOf(report, 'l');
    expect(flow.sent % 200).toBe(0);
    expect(flow.sent).toBeGreaterThanOrEqual(1_800);
    expect(flow.sent).toBeLessThanOrEqual(2_200);
    expect(flow.peakQueued).toBeGreaterThan(50);
  });
});
