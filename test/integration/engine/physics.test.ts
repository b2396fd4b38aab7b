import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import type { LabRun } from '../../../electron/engine/run/lab-run.ts';
import { flowOf, liveFlow, runToEnd, settledAt, startRun, stopRun } from '../../fixtures/engine/run-scenario.ts';
import { until } from '../../fixtures/until.ts';

afterAll(settleThreads);

/** A push as fast as it goes, and a pull that does not read before the drain. */
const intoNobody = (transport: string, marks: readonly [number, number], more: object = {}): object => ({
  seconds: 30,
  sockets: [
    { id: 'source', type: 'push', options: { sendHighWaterMark: marks[0] }, produce: { rate: 0, size: 1_024 } },
    { id: 'sink', type: 'pull', options: { receiveHighWaterMark: marks[1] } },
  ],
  links: [{ id: 'l', from: 'source', to: 'sink', transport, ...more }],
});

const standingStill = (run: LabRun): Promise<number> => settledAt(() => liveFlow(run, 'l').inFlight, 800);

describe('how much waits before a push stands', () => {
  it('is exactly both marks together on inproc', async () => {
    const run = await startRun(intoNobody('inproc', [10, 20]));
    expect(await standingStill(run)).toBe(30);
    await until(() => liveFlow(run, 'l').blockedShare > 0.5);
    expect(liveFlow(run, 'l')).toMatchObject({ queued: 30, capacity: 30, capacityError: 0, lostEstimated: 0 });
    const report = await stopRun(run);
    expect(flowOf(report, 'l')).toMatchObject({ lost: 0, queued: 0, residual: 0, peakQueued: 30 });
    // The message that stood waiting may slip in while the drain makes room.
    expect(flowOf(report, 'l').delivered - 30).toBeOneOf([0, 1]);
  });

  it('is about both marks on ipc, whose kernel buffer is small', async () => {
    const run = await startRun(intoNobody('ipc', [1_000, 1_000]));
    const waiting = await standingStill(run);
    expect(waiting).toBeGreaterThanOrEqual(2_000);
    expect(waiting).toBeLessThanOrEqual(2_300);
    expect(Math.abs(liveFlow(run, 'l').capacity - waiting)).toBeLessThanOrEqual(liveFlow(run, 'l').capacityError);
    expect(flowOf(await stopRun(run), 'l')).toMatchObject({ lost: 0, queued: 0 });
  });

  it('is 4,000 to 6,500 of 1 KiB on tcp, of which the kernel holds more than the marks', async () => {
    const run = await startRun(intoNobody('tcp', [1_000, 1_000]));
    const waiting = await standingStill(run);
    expect(waiting).toBeGreaterThanOrEqual(4_000);
    expect(waiting).toBeLessThanOrEqual(6_500);
    await until(() => liveFlow(run, 'l').kernelReceive > 0);
    const live = liveFlow(run, 'l');
    const rest = waiting - live.kernelSend - live.kernelReceive;
    expect(live.kernelSend + live.kernelReceive).toBeGreaterThan(1_500);
    expect(rest).toBeGreaterThan(1_000);
    expect(rest).toBeLessThanOrEqual(2_000 + 16);
    expect(Math.abs(live.capacity - waiting)).toBeLessThanOrEqual(live.capacityError);
    expect(flowOf(await stopRun(run), 'l')).toMatchObject({ lost: 0, queued: 0 });
  });
});

describe('how much a pub keeps for a subscriber that does not read', () => {
  it('is exactly both marks together on inproc; the rest is lost without a word', async () => {
    const report = await runToEnd({
      seconds: 1.5,
      sockets: [
        {
          id: 'feed',
          type: 'pub',
          options: { sendHighWaterMark: 10 },
          produce: { rate: 2_000, size: 1_024, startAtMs: 300, count: 1_000 },
        },
        { id: 'deaf', type: 'sub', subscribe: [''], options: { receiveHighWaterMark: 20 } },
      ],
      links: [{ id: 'l', from: 'feed', to: 'deaf', transport: 'inproc' }],
    });
    expect(flowOf(report, 'l')).toMatchObject({
      sent: 1_000,
      delivered: 30,
      lost: 970,
      peakQueued: 30,
      missedBeforeJoin: 0,
    });
  });

  it('is no more on tcp than marks, codecs and the kernel buffers that it was given, however fast it sends', async () => {
    const seconds = 1;
    const buffers = 65_536;
    const report = await runToEnd({
      seconds,
      sockets: [
        {
          id: 'feed',
          type: 'pub',
          options: { sendHighWaterMark: 50, sendBufferSize: buffers },
          produce: { rate: 0, size: 1_024 },
        },
        {
          id: 'slow',
          type: 'sub',
          subscribe: [''],
          options: { receiveHighWaterMark: 50, receiveBufferSize: buffers },
          consume: { serviceMs: 2 },
        },
      ],
      links: [{ id: 'l', from: 'feed', to: 'slow', transport: 'tcp' }],
    });
    const flow = flowOf(report, 'l');
    expect(flow.lost).toBeGreaterThan(1_000);
    // Linux doubles both buffers; the codecs' 8 KiB on either side, and a segment more than fits, come on top.
    expect(flow.peakQueued).toBeLessThanOrEqual(100 + Math.ceil((4 * buffers + 16_384 + 131_072) / 1_033));
    expect(flow.peakQueued).toBeGreaterThan(50);
    for (const { sentFromMs, sentToMs } of flow.lostRanges) {
      expect(sentFromMs).toBeGreaterThanOrEqual(0);
      expect(sentToMs).toBeLessThanOrEqual(report.seconds * 1_000 + 1);
    }
  });
});
