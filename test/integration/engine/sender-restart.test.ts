import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import { freeEndpoint, startOutside, stopOutsiders } from '../../fixtures/engine/outside-receiver.ts';
import { flowOf, runToEnd } from '../../fixtures/engine/run-scenario.ts';
import { pythonWithZmq } from '../../fixtures/outside-programs.ts';

afterAll(async () => {
  stopOutsiders();
  await settleThreads();
});

const again = [
  { atMs: 500, do: 'kill', socket: 'feed' },
  { atMs: 700, do: 'restart', socket: 'feed' },
];

const feedAndSub = (link: object, more: { readonly feed?: object; readonly serviceMs?: number } = {}): object => ({
  seconds: 2,
  sockets: [
    { id: 'feed', type: 'pub', produce: { rate: 4_000, size: 64, topics: ['a', 'b', 'c'] }, ...more.feed },
    { id: 'sub', type: 'sub', subscribe: [''], consume: { serviceMs: more.serviceMs ?? 0 } },
  ],
  links: [{ id: 'l', from: 'feed', to: 'sub', ...link }],
  steps: again,
});

describe('a sender that is opened again', () => {
  it.each([
    ['tcp', 'from'],
    ['tcp', 'to'],
    ['ipc', 'from'],
    ['ipc', 'to'],
    ['inproc', 'to'],
  ])(
    'publishes unheard over %s (bound at "%s") until its subscriber is back: missed, not lost',
    async (transport, bind) => {
      const report = await runToEnd(feedAndSub({ transport, bind }));
      const flow = flowOf(report, 'l');
      expect(flow.sent + flow.missedBeforeJoin).toBe(report.sockets[0]?.accepted);
      expect(flow.delivered + flow.lost).toBe(flow.sent);
      expect(flow).toMatchObject({ residual: 0, queued: 0 });
      // A binding publisher is dialled again after 100 ms at the earliest; a connecting one is heard within milliseconds.
      if (bind === 'from') expect(flow.missedBeforeJoin).toBeGreaterThan(100);
      // What was under way when it was killed: its queue is short, since the subscriber keeps up.
      for (const range of flow.lostRanges) expect(range.sentFromMs).toBeLessThan(700);
      expect(flow.lost).toBeLessThan(100);
      const codes = report.findings.map(({ code }) => code);
      expect(codes.includes('late-joiner')).toBe(flow.missedBeforeJoin > 0);
      expect(codes).not.toContain('slow-consumer');
    },
  );

  it('is never heard again by a subscriber that had connected to it over inproc, and says so', async () => {
    const report = await runToEnd(feedAndSub({ transport: 'inproc', bind: 'from' }));
    const flow = flowOf(report, 'l');
    expect(flow.sent + flow.missedBeforeJoin).toBe(report.sockets[0]?.accepted);
    expect(flow.delivered + flow.lost).toBe(flow.sent);
    expect(flow.residual).toBe(0);
    expect(flow.missedBeforeJoin).toBeGreaterThan(3_000);
    expect(report.findings.map(({ code }) => code)).not.toContain('slow-consumer');
    const finding = report.findings.find(({ code }) => code === 'no-subscriber');
    expect(finding?.subject).toBe('feed');
    expect(finding?.evidence.map(({ sentence }) => sentence).join(' ')).toMatch(
      /Over inproc .* does not connect again/,
    );
  });

  it.each(['pub', 'push'])(
    'a slow receiver that binds reads what the first life of a %s left among what the second sends',
    async (type) => {
      const publishes = type === 'pub';
      const report = await runToEnd({
        seconds: 2,
        sockets: [
          { id: 'feed', type, produce: { rate: 5_000, size: 64 } },
          {
            id: 'slow',
            type: publishes ? 'sub' : 'pull',
            ...(publishes ? { subscribe: [''] } : {}),
            consume: { serviceMs: 1 },
          },
        ],
        links: [{ id: 'l', from: 'feed', to: 'slow', transport: 'ipc', bind: 'to' }],
        steps: [{ atMs: 800, do: 'restart', socket: 'feed' }],
      });
      const flow = flowOf(report, 'l');
      expect(flow.sent + flow.missedBeforeJoin).toBe(report.sockets[0]?.accepted);
      expect(flow.delivered).toBe(report.sockets[1]?.received);
      expect(flow.delivered + flow.lost).toBe(flow.sent);
      expect(flow.residual).toBe(0);
      expect(flow.lost).toBeGreaterThan(100);
    },
  );

  const languages = pythonWithZmq === undefined ? (['node'] as const) : (['node', 'python'] as const);
  it.each(languages)('a %s program outside misses as much, counted by itself', async (language) => {
    const endpoint = await freeEndpoint();
    const outside = await startOutside(language, 'sub', endpoint, '');
    const report = await runToEnd({
      ...feedAndSub({ transport: 'tcp' }, {}),
      sockets: [
        { id: 'feed', type: 'pub', bind: [endpoint], produce: { rate: 4_000, size: 64 } },
        { id: 'sub', type: 'sub', subscribe: [''], consume: {} },
      ],
    });
    const seen = await outside.stop();
    const flow = flowOf(report, 'l');
    const accepted = report.sockets[0]?.accepted ?? 0;
    expect(seen).toMatchObject({ disorder: 0, gaps: 1 });
    expect(seen.first + seen.count + seen.missing).toBe(accepted);
    expect(flow.missedBeforeJoin + flow.lost + flow.delivered).toBe(accepted);
    // Both dial again after 100 ms and up to as much again: 400 to 800 messages, and no life of theirs ends before the sender's.
    for (const missed of [seen.missing, flow.missedBeforeJoin + flow.lost]) expect(missed).toBeGreaterThan(100);
    expect(flow.lost).toBeLessThan(100);
  });

  it('keeps its ledger when the sender was a process that was killed', async () => {
    const report = await runToEnd(
      feedAndSub({ transport: 'tcp', bind: 'to' }, { feed: { process: {}, produce: { rate: 4_000, size: 64 } } }),
    );
    const flow = flowOf(report, 'l');
    expect(flow.delivered).toBe(report.sockets[1]?.received);
    expect(flow.delivered + flow.lost).toBe(flow.sent);
    expect(flow).toMatchObject({ residual: 0, queued: 0 });
  });
});
