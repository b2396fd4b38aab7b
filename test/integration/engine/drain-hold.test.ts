import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import { flowOf, runToEnd } from '../../fixtures/engine/run-scenario.ts';

afterAll(settleThreads);

describe('the drain loses nothing that the scenario would not have lost', () => {
  it.each([
    ['inproc', 5, {}],
    ['tcp', 100, {}],
    ['ipc', 1, {}],
    ['tcp', 20, { process: {} }],
  ])(
    'of the answers of a REP over %s with a mark of %i, which comes to thousands at once',
    async (transport, mark, more) => {
      const report = await runToEnd({
        seconds: 1,
        sockets: [
          { id: 'asker', type: 'dealer', options: { receiveHighWaterMark: mark }, produce: { rate: 800 }, consume: {} },
          { id: 'server', type: 'rep', options: { sendHighWaterMark: mark }, consume: { serviceMs: 20 }, ...more },
        ],
        links: [{ id: 'l', from: 'asker', to: 'server', transport }],
      });
      const answers = flowOf(report, 'l/reply');
      expect(answers.sent).toBe(flowOf(report, 'l').sent);
      expect(answers.sent).toBeGreaterThan(200);
      expect(answers).toMatchObject({ residual: 0, queued: 0 });
      expect(answers.delivered + answers.lost).toBe(answers.sent);
      // A mark of 1 loses while the run goes on, as it does to everybody; what came in the drain is all there.
      expect(answers.lost).toBeLessThan(mark === 1 ? 50 : 1);
      for (const { sentToMs } of answers.lostRanges) expect(sentToMs).toBeLessThan(1050);
      expect(report.findings.some(({ code }) => code === 'reply-lost')).toBe(answers.lost > 0);
    },
  );

  it('of what a forwarder sends on when its link is no longer slow', async () => {
    const report = await runToEnd({
      seconds: 1.5,
      sockets: [
        { id: 'feed', type: 'pub', options: { sendHighWaterMark: 0 }, produce: { rate: 4_000, size: 1000 } },
        { id: 'in', type: 'xsub', options: { receiveHighWaterMark: 0 } },
        { id: 'out', type: 'xpub', options: { sendHighWaterMark: 10 } },
        { id: 'sub', type: 'sub', subscribe: [''], options: { receiveHighWaterMark: 10 }, consume: {} },
      ],
      links: [
        { id: 'slow', from: 'feed', to: 'in', transport: 'tcp', conditions: { bytesPerSecond: 1_000_000 } },
        { id: 'l', from: 'out', to: 'sub', transport: 'inproc' },
      ],
      proxies: [{ frontend: 'in', backend: 'out' }],
    });
    const flow = flowOf(report, 'l');
    expect(flow.sent).toBe(flowOf(report, 'slow').delivered);
    expect(flow.sent).toBeGreaterThan(3_000);
    expect(flow.delivered + flow.lost).toBe(flow.sent);
    for (const { sentToMs } of flow.lostRanges) expect(sentToMs).toBeLessThan(1450);
  });

  it('holds nothing back for answers that were lost before', async () => {
    const report = await runToEnd({
      seconds: 1,
      sockets: [
        {
          id: 'asker',
          type: 'dealer',
          options: { receiveHighWaterMark: 1 },
          produce: { rate: 5000, size: 50_000, count: 400 },
          consume: { serviceMs: 1 },
        },
        { id: 'server', type: 'rep', options: { sendHighWaterMark: 2, receiveHighWaterMark: 5000 }, consume: {} },
      ],
      links: [{ id: 'l', from: 'asker', to: 'server', transport: 'tcp' }],
    });
    const answers = flowOf(report, 'l/reply');
    expect(answers).toMatchObject({ sent: 400, residual: 0, queued: 0 });
    expect(answers.delivered + answers.lost).toBe(400);
    expect(answers.lost > 0).toBe(
      report.findings.some(({ code, subject }) => code === 'reply-lost' && subject === 'asker'),
    );
  });
});
