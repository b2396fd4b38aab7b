import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import { messages } from '../../../shared/diagnosis/figure-words.ts';
import { flowOf, liveFlow, runToEnd, startRun } from '../../fixtures/engine/run-scenario.ts';

afterAll(settleThreads);

interface Seen {
  readonly atMs: number;
  readonly sent: number;
  readonly delivered: number;
  readonly inferred: number;
  readonly proven: number;
}

describe('a publisher ten times as fast as its subscriber', () => {
  it('has its first loss dated at its sending, and inferred live within a second, long before the gap proves it', async () => {
    const seen: Seen[] = [];
    const run = await startRun(
      {
        seconds: 4,
        sockets: [
          { id: 'feed', type: 'pub', options: { sendBufferSize: 65_536 }, produce: { rate: 20_000, size: 1_024 } },
          {
            id: 'slow',
            type: 'sub',
            subscribe: [''],
            options: { receiveBufferSize: 65_536 },
            consume: { serviceMs: 0.5 },
          },
        ],
        links: [{ id: 'l', from: 'feed', to: 'slow', transport: 'tcp' }],
      },
      {
        tick(atMs) {
          const { sent, delivered, lostInferred, lostProven } = liveFlow(run, 'l');
          seen.push({ atMs, sent, delivered, inferred: lostInferred, proven: lostProven });
        },
      },
    );
    await run.untilEnd();
    const flow = flowOf(run.report(), 'l');
    expect(flow.residual).toBe(0);
    expect(flow.lost).toBeGreaterThan(20_000);

    // Computed: no loss while less is under way than the sender's mark, and one at the latest when it is more than ever fitted.
    const underWay = ({ sent, delivered }: Seen): number => sent - delivered;
    const room = seen.findLast((tick) => underWay(tick) < 900 && tick.atMs < 2_000)?.atMs ?? 0;
    const full = seen.find((tick) => underWay(tick) > flow.peakQueued)?.atMs ?? Number.NaN;
    const firstLossAtMs = flow.firstLossAtMs ?? Number.NaN;
    expect(firstLossAtMs).toBeGreaterThanOrEqual(room - 1);
    expect(firstLossAtMs).toBeLessThanOrEqual(full + 1);

    const inferredAtMs = seen.find(({ inferred }) => inferred > 0)?.atMs ?? Number.NaN;
    const provenAtMs = seen.find(({ proven }) => proven > 0)?.atMs ?? Number.NaN;
    expect(inferredAtMs - firstLossAtMs).toBeLessThan(1_000);
    expect(inferredAtMs).toBeLessThan(provenAtMs);

    // A lower bound it stays: what is inferred of a moment, is no more than what in the end was lost.
    expect(Math.max(...seen.map(({ inferred, proven }) => inferred + proven))).toBeLessThanOrEqual(flow.lost);
    expect(new Set(flow.lostRanges.map((range) => range.cause))).toEqual(new Set(['slow-consumer']));
  });

  it('claims no loss, live or at the end, for a burst that the kernel takes up between two looks at it', async () => {
    let claimed = 0;
    const run = await startRun(
      {
        seconds: 1.2,
        sockets: [
          { id: 'feed', type: 'pub', produce: { rate: 20_000, size: 1_024, count: 4_000, startAtMs: 300 } },
          { id: 'slow', type: 'sub', subscribe: [''], consume: { serviceMs: 50 } },
        ],
        links: [{ id: 'l', from: 'feed', to: 'slow', transport: 'tcp' }],
      },
      {
        tick() {
          const { lostInferred, lostEstimated, lostProven } = liveFlow(run, 'l');
          claimed = Math.max(claimed, lostInferred, lostEstimated, lostProven);
        },
      },
    );
    await run.untilEnd();
    expect(flowOf(run.report(), 'l')).toMatchObject({ sent: 4_000, delivered: 4_000, lost: 0 });
    expect(claimed).toBe(0);
  });
});

describe('a receiver that loses a little thousands of times', () => {
  it('is told all of it: the finding counts as many as the ledger', async () => {
    const report = await runToEnd({
      seconds: 1,
      sockets: [
        { id: 'feed', type: 'pub', options: { sendHighWaterMark: 5 }, produce: { rate: 0, size: 64 } },
        {
          id: 'slow',
          type: 'sub',
          subscribe: [''],
          options: { receiveHighWaterMark: 5 },
          consume: { serviceMs: 0.02, mode: 'spin' },
        },
      ],
      links: [{ id: 'l', from: 'feed', to: 'slow', transport: 'inproc' }],
    });
    const flow = flowOf(report, 'l');
    expect(flow.lostRanges.length + flow.lostRangesOmitted).toBeGreaterThan(200);
    expect(new Set(flow.lostRanges.map(({ cause }) => cause))).toEqual(new Set(['slow-consumer']));
    const finding = report.findings.find(({ code }) => code === 'slow-consumer');
    expect(finding?.sentence).toContain(`${messages(flow.lost)} to it were lost at feed`);
  });
});
