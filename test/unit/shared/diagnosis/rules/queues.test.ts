import { describe, expect, test } from 'vitest';
import type { LinkConditions } from '../../../../../shared/scenario/scenario.ts';
import { link, pair, produce, scenario, socket, telemetry } from '../build-telemetry.ts';
import { simulate } from '../simulate-run.ts';
import { found, watch } from '../watch-telemetry.ts';

describe('over-buffered', () => {
  const deep = pair('push', {
    produce: { rate: 0 },
    consume: { serviceMs: 0.2 },
    feed: { options: { sendHighWaterMark: 20_000 } },
  });

  test('a saturated push in front of a deep queue', () => {
    const adjusted = simulate(deep, { capacity: 20_000 });
    expect(found('over-buffered', adjusted.findings)).toMatchObject([{ subject: 'feed-slow' }]);
  });

  test('small queues in front of the same consumer raise none', () => {
    expect(simulate(deep, { capacity: 200 }).codes).not.toContain('over-buffered');
  });

  test('what stands before a link that passes nothing is not too deep', () => {
    const waits = (conditions: Partial<LinkConditions>) => {
      const of = pair('push', { produce: { rate: 500 }, link: { conditions } });
      return watch((atMs) => {
        const delivered = atMs * 0.008;
        const figures = { sent: 600 + delivered, delivered, queued: 600, latencyP50Ms: 80_000, latencyP99Ms: 80_000 };
        return telemetry(of, {}, { flows: { 'feed-slow': { ...figures, sentPerSecond: 8, deliveredPerSecond: 8 } } });
      });
    };
    expect(found('over-buffered', waits({}))).toHaveLength(1);
    // 75 s in a run of 6 s: nobody has waited for so long.
    expect(found('over-buffered', waits({}))[0]?.sentence).toMatch(/that come now have 75 s before them at this rate/);
    expect(found('over-buffered', waits({ stall: true }))).toEqual([]);
    expect(found('over-buffered', waits({ cut: true }))).toEqual([]);
  });

  test('the delay of a link is not the delay of a queue', () => {
    const far = pair('push', { produce: { rate: 2000 }, link: { conditions: { latencyMs: 300 } } });
    expect(
      watch(
        telemetry(
          far,
          {},
          {
            flows: {
              'feed-slow': {
                queued: 600,
                latencyP50Ms: 300,
                latencyP99Ms: 310,
                sentPerSecond: 2000,
                deliveredPerSecond: 2000,
              },
            },
          },
        ),
      ),
    ).toEqual([]);
  });
});

describe('unbounded-queue', () => {
  const endless = { capacity: 1e9, adjust: (t: ReturnType<typeof telemetry>) => unlimited(t) };
  const unlimited = (t: ReturnType<typeof telemetry>, mark: 'sendMark' | 'receiveMark' = 'sendMark') => ({
    ...t,
    flows: t.flows.map((flow) => ({
      ...flow,
      figures: { ...flow.figures, [mark]: 0, capacity: Number.POSITIVE_INFINITY },
    })),
  });

  test.each([
    ['sendMark', 'feed'],
    ['receiveMark', 'slow'],
  ] as const)('a growing queue with %s 0 belongs to %s', (mark, subject) => {
    const run = simulate(pair('push', { produce: { rate: 5000 }, consume: { serviceMs: 1 } }), {
      ...endless,
      adjust: (t) => unlimited(t, mark),
    });
    expect(run.findings[0]).toMatchObject({ code: 'unbounded-queue', subject });
    expect(run.codes).toContain('slow-consumer');
  });

  test('no mark and a consumer that keeps up is no danger', () => {
    expect(simulate(pair('push', { produce: { rate: 5000 }, consume: { serviceMs: 0.1 } }), endless).findings).toEqual(
      [],
    );
  });
});

describe('sender-overloaded', () => {
  const figures = { targetRate: 500_000, offeredPerSecond: 200_000, acceptedPerSecond: 200_000, busyShare: 0.99 };
  const start = pair('push', { produce: { rate: 500_000 } });

  test('a busy thread, an unreached rate, empty queues', () => {
    expect(watch(telemetry(start, {}, { sockets: { feed: figures } }))).toMatchObject([
      { code: 'sender-overloaded', subject: 'feed' },
    ]);
  });

  test('blocked for half of the time by a receiver that takes no time, and even without that too slow for the rate', () => {
    const saturated = pair('push', { produce: { rate: 2_000_000 }, consume: { serviceMs: 0 } });
    const deep = { queued: 40_000, sendMark: 1000, blockedShare: 0.5, sentPerSecond: 2e5, deliveredPerSecond: 2e5 };
    const findings = watch(
      telemetry(
        saturated,
        {},
        {
          flows: { 'feed-slow': deep },
          sockets: { feed: { ...figures, targetRate: 2_000_000, blockedShare: 0.5, busyShare: 0.5 } },
        },
      ),
    );
    expect(findings).toMatchObject([{ code: 'sender-overloaded', subject: 'feed', certainty: 'estimated' }]);
  });

  test.each([
    ['it idles: it was told to stop after a count', { busyShare: 0.05 }],
    ['it is blocked', { blockedShare: 0.6 }],
    ['it reaches its rate', { acceptedPerSecond: 495_000 }],
    ['it goes as fast as it can', { targetRate: 0 }],
  ])('not when %s', (_name, changes) => {
    expect(
      found('sender-overloaded', watch(telemetry(start, {}, { sockets: { feed: { ...figures, ...changes } } }))),
    ).toEqual([]);
  });
});

describe('no-subscriber, late-joiner and subscription-mismatch', () => {
  test('a publisher without anybody', () => {
    const alone = scenario([socket('feed', 'pub', { produce: produce() })], []);
    expect(watch(telemetry(alone, {}, { sockets: { feed: { peers: 0 } } }))).toMatchObject([
      { code: 'no-subscriber', subject: 'feed' },
    ]);
  });

  test('a subscriber that starts later and missed something, once, and nothing is said of the time before', () => {
    const start = pair('pub', { slow: { startAtMs: 1000 } });
    const run = simulate(start, {
      adjust: (t) => ({
        ...t,
        flows: t.flows.map((flow) => ({
          ...flow,
          figures: { ...flow.figures, missedBeforeJoin: t.atMs > 1000 ? 900 : t.atMs },
        })),
      }),
    });
    expect(run.findings).toMatchObject([{ code: 'late-joiner', subject: 'slow' }]);
    expect(run.findings[0]?.sentence).toContain('900 messages');
  });

  test('a subscriber that starts later and missed nothing', () => {
    const start = pair('pub', { slow: { startAtMs: 500 }, produce: { startAtMs: 1000 } });
    expect(simulate(start).findings).toEqual([]);
  });

  test.each([
    ['another prefix', { subscribe: ['trades'] }],
    ['no prefix at all', { subscribe: [] }],
    ['a prefix that is too long', { subscribe: ['prices.eu'] }],
  ])('%s', (_name, slow) => {
    const start = pair('pub', { produce: { topics: ['prices'] }, slow });
    const findings = watch(telemetry(start, {}, { flows: { 'feed-slow': { joined: 0 } } }));
    expect(findings).toMatchObject([{ code: 'subscription-mismatch', subject: 'slow' }]);
    expect(findings[0]?.remedies[0]?.set).toEqual({ 'sockets.slow.subscribe': 'prices' });
  });

  test('one of two publishers is enough', () => {
    const start = scenario(
      [
        socket('a', 'pub', { produce: produce({ topics: ['prices'] }) }),
        socket('b', 'pub', { produce: produce({ topics: ['trades'] }) }),
        socket('reader', 'sub', { subscribe: ['trades'], consume: { serviceMs: 0, mode: 'wait' } }),
        socket('other', 'sub', { subscribe: ['prices'], consume: { serviceMs: 0, mode: 'wait' } }),
      ],
      [link('a', 'reader'), link('b', 'reader'), link('a', 'other')],
    );
    expect(watch(telemetry(start, {}, { flows: { 'a-reader': { joined: 0 } } }))).toEqual([]);
  });
});

describe('blocked-sender', () => {
  test('a push with nobody at the other end', () => {
    const alone = scenario([socket('feed', 'push', { produce: produce() })], []);
    const figures = { peers: 0, acceptedPerSecond: 0, offeredPerSecond: 1, blockedShare: 1 };
    expect(watch(telemetry(alone, {}, { sockets: { feed: figures } }))).toMatchObject([
      { code: 'blocked-sender', subject: 'feed' },
    ]);
  });

  test('comes after its cause', () => {
    const { findings } = simulate(pair('push', { produce: { rate: 5000 }, consume: { serviceMs: 2 } }));
    const codes = findings.map(({ code }) => code);
    expect(codes.indexOf('slow-consumer')).toBeLessThan(codes.indexOf('blocked-sender'));
  });
});

describe('slow-consumer', () => {
  const overloaded = pair('push', { produce: { rate: 3000 }, consume: { serviceMs: 5 } });

  test('a backlog that grows fast is said within two seconds, before any queue is full', () => {
    const run = simulate(overloaded, { capacity: 1e6 });
    expect(run.openAt(1800)).toEqual(['slow-consumer']);
  });

  test('a subscriber that binds and never reads is said to be sent nothing: its subscription has not gone out', () => {
    const of = pair('pub', { consume: 'none', link: { bind: 'to' } });
    const figures = { sent: 0, joined: 0, missedBeforeJoin: 300 };
    const [finding] = found('slow-consumer', watch(telemetry(of, {}, { flows: { 'feed-slow': figures } })));
    expect(finding?.sentence).toMatch(/^slow does not read: .* nothing of feed was sent to it/);
  });

  test('a rep without consume does not read', () => {
    const of = scenario(
      [socket('asker', 'dealer', { produce: produce() }), socket('server', 'rep')],
      [link('asker', 'server')],
    );
    const filling = (atMs: number) =>
      telemetry(of, {}, { flows: { 'asker-server': { sent: atMs, queued: atMs, sentPerSecond: 1000 } } });
    const [finding] = found('slow-consumer', watch(filling));
    expect(finding).toMatchObject({ subject: 'server' });
    expect(finding?.sentence).toMatch(/^server does not read/);
  });

  test('a queue that has no room left is not said to be full in 0 ms', () => {
    const of = pair('pub', { produce: { rate: 1000 }, consume: { serviceMs: 5 } });
    const filling = (atMs: number) => {
      const delivered = atMs * 0.2;
      const figures = { sent: atMs, delivered, queued: atMs - delivered, sentPerSecond: 1000, deliveredPerSecond: 200 };
      return telemetry(of, {}, { flows: { 'feed-slow': { ...figures, capacity: 1, capacityError: 1e9 } } });
    };
    const [finding] = found('slow-consumer', watch(filling));
    expect(finding?.sentence).toMatch(/messages wait, about as many as the queue takes\.$/);
  });

  test('several senders are several', () => {
    const feeds = ['a', 'b'].map((id) => socket(id, 'pub', { produce: produce() }));
    const of = scenario([...feeds, socket('slow', 'sub')], [link('a', 'slow'), link('b', 'slow')]);
    const figures = { sent: 300, joined: 0 };
    const [finding] = found(
      'slow-consumer',
      watch(telemetry(of, {}, { flows: { 'a-slow': figures, 'b-slow': figures } })),
    );
    expect(finding?.sentence).toContain('what a and b send to it waits');
  });

  test('a surge of a second that is over is none', () => {
    const surge = (atMs: number) => (atMs >= 2000 && atMs < 2600 ? 3000 : 100);
    const run = simulate(overloaded, {
      change: (atMs, now) => ({
        ...now,
        sockets: now.sockets.map((spec) =>
          spec.produce === undefined ? spec : { ...spec, produce: { ...spec.produce, rate: surge(atMs) } },
        ),
      }),
      capacity: 1e6,
      runMs: 3000,
      drain: false,
    });
    expect(run.openAt(2500)).toEqual([]);
  });

  test('goes on when its sender has left, as long as it works on what was sent', () => {
    const left = ({ flows, ...rest }: ReturnType<typeof telemetry>) => ({
      ...rest,
      flows: flows.map((flow) => ({
        ...flow,
        figures: { ...flow.figures, joined: rest.atMs > 1000 ? 0 : 1, deliveredPerSecond: 200 },
      })),
    });
    expect(simulate(overloaded, { capacity: 1e6, adjust: left }).codes).toContain('slow-consumer');
  });
});
