import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import { flowOf, runToEnd } from '../../fixtures/engine/run-scenario.ts';

afterAll(settleThreads);

const restart = [{ atMs: 500, do: 'restart', socket: 'feed' }];

const restarted = (type: string, transport: string, bind: string): object => ({
  seconds: 2,
  sockets: [
    { id: 'feed', type, produce: { rate: 500, size: 64, topics: ['a', 'b', 'c'] } },
    { id: 'sub', type: 'sub', subscribe: [''] },
  ],
  links: [{ id: 'l', from: 'feed', to: 'sub', transport, bind }],
  steps: restart,
});

describe('a receiver that does not read until the drain', () => {
  it.each([
    ['pub', 'tcp'],
    ['pub', 'ipc'],
    ['xpub', 'tcp'],
  ])(
    'holds what the first life of a %s over %s sent it, and has missed the second: it has not subscribed anew',
    async (type, transport) => {
      const report = await runToEnd(restarted(type, transport, 'from'));
      const flow = flowOf(report, 'l');
      expect(flow).toMatchObject({ lost: 0, residual: 0, queued: 0, latencyMs: null });
      expect(flow.unclosedReason).toBeUndefined();
      expect(flow.sent + flow.missedBeforeJoin).toBe(report.sockets[0]?.accepted);
      expect(flow.delivered).toBe(report.sockets[1]?.received);
      expect(flow.delivered).toBeGreaterThan(200);
      expect(flow.missedBeforeJoin).toBeGreaterThan(200);
      expect(report.findings.map(({ code, subject }) => [code, subject])).toContainEqual(['late-joiner', 'sub']);
    },
  );

  it.each(['tcp', 'ipc'])(
    'that binds (%s) has missed all: its subscription goes out when it first reads',
    async (transport) => {
      const report = await runToEnd(restarted('pub', transport, 'to'));
      const flow = flowOf(report, 'l');
      expect(flow).toMatchObject({ sent: 0, delivered: 0, lost: 0, residual: 0 });
      expect(flow.missedBeforeJoin).toBe(report.sockets[0]?.accepted);
      expect(report.findings.map(({ code }) => code)).not.toContain('lost-at-close');
    },
  );

  it.each(['tcp', 'ipc'])('keeps its ledger of a ROUTER over %s whose second life it ignores', async (transport) => {
    const report = await runToEnd({
      seconds: 1,
      sockets: [
        { id: 'asker', type: 'router', produce: { rate: 1000, size: 64 } },
        { id: 'feed', type: 'router', produce: { rate: 100, size: 32 }, consume: { serviceMs: 50 } },
      ],
      links: [{ id: 'l', from: 'asker', to: 'feed', transport }],
      steps: restart,
    });
    for (const [flow, sender] of [
      [flowOf(report, 'l'), report.sockets[0]],
      [flowOf(report, 'l/reply'), report.sockets[1]],
    ] as const) {
      expect(flow).toMatchObject({ residual: 0, queued: 0 });
      expect(flow.sent + flow.missedBeforeJoin).toBe(sender?.accepted);
      expect(flow.delivered + flow.lost).toBe(flow.sent);
    }
    // libzmq knows a peer by its id as long as something of it is unread: all of the second life is lost, and none of it at a close.
    const reply = flowOf(report, 'l/reply');
    expect(reply.delivered).toBeGreaterThan(40);
    const late = reply.lostRanges.filter(({ sentFromMs }) => sentFromMs > 500);
    expect(late.map(({ cause }) => cause)).not.toContain('lost-at-close');
  });

  it('is owed what waits in a queue of thousands while it is slow', async () => {
    const report = await runToEnd({
      seconds: 1.5,
      sockets: [
        { id: 'feed', type: 'pub', options: { sendHighWaterMark: 10_000 }, produce: { rate: 5_000, size: 64 } },
        {
          id: 'slow',
          type: 'sub',
          subscribe: [''],
          options: { receiveHighWaterMark: 10_000 },
          consume: { serviceMs: 20 },
        },
      ],
      links: [{ id: 'l', from: 'feed', to: 'slow', transport: 'tcp' }],
      steps: restart,
    });
    const flow = flowOf(report, 'l');
    expect(flow).toMatchObject({ residual: 0, queued: 0 });
    expect(flow.sent + flow.missedBeforeJoin).toBe(report.sockets[0]?.accepted);
    expect(flow.delivered).toBe(report.sockets[1]?.received);
    expect(flow.delivered).toBeGreaterThan(4_000);
  });

  it.each([64, 100_000])('is owed all messages of %i bytes of which conflate keeps the newest', async (size) => {
    const report = await runToEnd({
      seconds: 1.2,
      sockets: [
        { id: 'feed', type: 'pub', produce: { rate: 100, size, topics: ['a', 'b', 'ab'] } },
        { id: 'sub', type: 'sub', subscribe: [''], options: { conflate: true } },
      ],
      links: [{ id: 'l', from: 'feed', to: 'sub', transport: 'tcp' }],
    });
    const flow = flowOf(report, 'l');
    const accepted = report.sockets[0]?.accepted ?? 0;
    // The newest was there when the drain began, and no closing marker may take its place.
    expect(flow).toMatchObject({ sent: accepted, delivered: 1, lost: accepted - 1, residual: 0, missedBeforeJoin: 0 });
    expect(new Set(flow.lostRanges.map(({ cause }) => cause))).toEqual(new Set(['conflated']));
    expect(flow.firstLossAtMs).toBeLessThan(100);
    expect(report.findings.map(({ code, subject }) => [code, subject])).toEqual([['conflated', 'sub']]);
  });
});
