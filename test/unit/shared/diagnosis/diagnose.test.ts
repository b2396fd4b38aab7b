import { describe, expect, test } from 'vitest';
import { consume, link, pair, produce, scenario, socket, telemetry } from './build-telemetry.ts';
import { simulate } from './simulate-run.ts';
import { watch } from './watch-telemetry.ts';

describe('a slow consumer', () => {
  test.each([
    ['pub, loses', pair('pub', { produce: { rate: 5000 }, consume: { serviceMs: 2 } })],
    ['pub, still filling', pair('pub', { produce: { rate: 1000 }, consume: { serviceMs: 2 } })],
    ['push, blocks', pair('push', { produce: { rate: 5000 }, consume: { serviceMs: 2 } })],
    ['push as fast as it goes', pair('push', { produce: { rate: 0 }, consume: { serviceMs: 1 } })],
    ['does not read at all', pair('pub', { produce: { rate: 5000 }, consume: 'none' })],
  ])('%s', (_name, start) => {
    const { findings } = simulate(start);
    expect(findings[0]).toMatchObject({ code: 'slow-consumer', subject: 'slow' });
    expect(findings.filter(({ code }) => code === 'slow-consumer')).toHaveLength(1);
  });

  test('is found within a second of the first loss', () => {
    const run = simulate(pair('pub', { produce: { rate: 20_000 }, consume: { serviceMs: 1 } }));
    const firstLoss = run.looks.find(({ telemetry }) => telemetry.flows[0]!.figures.lostInferred > 0)!.telemetry.atMs;
    const found = run.looks.find(({ findings }) => findings.some(({ code }) => code === 'slow-consumer'))!.telemetry
      .atMs;
    expect(found - firstLoss).toBeLessThanOrEqual(1000);
  });

  test('is named among five subscribers, and the fast ones are not', () => {
    const names = ['a', 'b', 'c', 'd', 'slow'];
    const start = scenario(
      [
        socket('feed', 'pub', { produce: produce({ rate: 5000 }) }),
        ...names.map((id) => socket(id, 'sub', { consume: { serviceMs: id === 'slow' ? 2 : 0.05, mode: 'wait' } })),
      ],
      names.map((id) => link('feed', id)),
    );
    const { findings } = simulate(start);
    expect(findings.map(({ subject }) => subject)).toEqual(['slow']);
  });
});

describe('a saturated link', () => {
  test.each([['pub'], ['push']] as const)('%s', (kind) => {
    const start = pair(kind, { produce: { rate: 5000 }, link: { conditions: { bytesPerSecond: 400_000 } } });
    expect(simulate(start).findings[0]).toMatchObject({ code: 'network-saturated', subject: 'feed-slow' });
  });

  test('in front of a slower consumer is not the cause', () => {
    const start = pair('push', {
      produce: { rate: 5000 },
      consume: { serviceMs: 2 },
      link: { conditions: { bytesPerSecond: 400_000 } },
    });
    expect(simulate(start).codes).not.toContain('network-saturated');
  });
});

describe('healthy runs raise nothing', () => {
  test.each([
    ['steady pub', pair('pub', { produce: { rate: 5000 }, consume: { serviceMs: 0.1 } })],
    ['steady push', pair('push', { produce: { rate: 5000 }, consume: { serviceMs: 0.1 } })],
    ['near the limit', pair('push', { produce: { rate: 9500 }, consume: { serviceMs: 0.1 } })],
    ['bursts absorbed', pair('pub', { produce: { rate: 1000, burst: 2000 }, consume: { serviceMs: 0.5 } })],
    ['rare big bursts', pair('pub', { produce: { rate: 400, burst: 4000 }, consume: { serviceMs: 1 } })],
    ['bursts that make a push wait', pair('push', { produce: { rate: 600, burst: 6000 }, consume: { serviceMs: 1 } })],
    [
      'slow start of a pull',
      pair('push', { produce: { rate: 500 }, consume: { serviceMs: 0.1 }, slow: { startAtMs: 1500 } }),
    ],
    ['a link with delay', pair('push', { produce: { rate: 2000 }, link: { conditions: { latencyMs: 50 } } })],
    ['saturated, no service time', pair('push', { produce: { rate: 0 }, consume: { serviceMs: 0 } })],
    ['stops after a count', pair('push', { produce: { rate: 1000, count: 2000 }, consume: { serviceMs: 0.5 } })],
  ])('%s', (_name, start) => {
    expect(simulate(start).findings).toEqual([]);
  });
});

test('bursts that are too large are named as such, and the remedy is a larger mark', () => {
  const start = pair('pub', { produce: { rate: 500, burst: 4000 }, consume: { serviceMs: 1 } });
  const [finding] = simulate(start, { capacity: 2000, runMs: 12_000 }).findings;
  expect(finding?.sentence).toMatch(/^Bursts of 4,000 from feed did not fit into the queue to slow/);
  expect(finding?.remedies[0]?.set).toEqual({ 'sockets.feed.options.sendHighWaterMark': 8000 });
});

test('a server that answers too slowly for its client leaves no queue, and is named all the same', () => {
  const of = scenario(
    [
      socket('client', 'req', { produce: produce({ rate: 200 }) }),
      socket('server', 'rep', { consume: consume({ serviceMs: 20 }) }),
    ],
    [link('client', 'server', { bind: 'to' })],
  );
  const asked = (atMs: number, perSecond: number) =>
    telemetry(
      of,
      {},
      { flows: { 'client-server': { sent: (atMs * perSecond) / 1000, delivered: (atMs * perSecond) / 1000 } } },
    );
  expect(watch((atMs) => asked(atMs, 48))).toMatchObject([{ code: 'slow-consumer', subject: 'server' }]);
  expect(watch((atMs) => asked(atMs, 196))).toEqual([]);
});

test('a proxy in front of a slow worker is not the slow one', () => {
  const marks = { sendHighWaterMark: 100, receiveHighWaterMark: 100 };
  const of = scenario(
    [
      socket('feed', 'push', { produce: produce({ rate: 2500 }), options: { sendHighWaterMark: 100 } }),
      socket('front', 'pull', { options: { receiveHighWaterMark: 100 } }),
      socket('back', 'push', { options: { sendHighWaterMark: 100 } }),
      socket('slow', 'pull', { consume: consume({ serviceMs: 2 }), options: { receiveHighWaterMark: 100 } }),
    ],
    [link('feed', 'front', { transport: 'inproc' }), link('back', 'slow', { transport: 'inproc' })],
    { proxies: [{ id: 'proxy', frontend: 'front', backend: 'back' }] },
  );
  const stuck = (atMs: number) => {
    const flow = {
      ...marks,
      sent: atMs / 2 + 200,
      delivered: atMs / 2,
      queued: 200,
      capacity: 200,
      blockedMs: atMs * 0.8,
      blockedShare: 0.8,
    };
    const waiting = { blockedShare: 0.8, acceptedPerSecond: 500 };
    return telemetry(
      of,
      {},
      { flows: { 'feed-front': flow, 'back-slow': flow }, sockets: { feed: waiting, back: waiting } },
    );
  };
  const findings = watch(stuck);
  expect(findings[0]).toMatchObject({ code: 'slow-consumer', subject: 'slow' });
  expect(findings.map(({ subject }) => subject)).not.toContain('front');
});
