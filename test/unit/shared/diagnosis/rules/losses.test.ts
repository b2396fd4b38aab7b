import { describe, expect, test } from 'vitest';
import { createDiagnosis } from '../../../../../shared/diagnosis/diagnose.ts';
import type { Scenario, StepSpec } from '../../../../../shared/scenario/scenario.ts';
import { consume, event, link, loss, pair, produce, scenario, socket, telemetry } from '../build-telemetry.ts';
import { found, watch } from '../watch-telemetry.ts';

const acting = (atMs: number, action: 'close' | 'kill' | 'restart', id: string): StepSpec => ({
  atMs,
  do: action,
  socket: id,
});
const lost = (of: Scenario, changes: Parameters<typeof loss>[0] = {}, count = 100) =>
  telemetry(
    of,
    {},
    {
      flows: { 'feed-slow': { sent: 1000, delivered: 1000 - count, lostProven: count } },
      losses: { 'feed-slow': [loss({ count, ...changes })] },
    },
  );

describe('transport-failure', () => {
  test('is named at once when a run ends in the moment of the cut, from when the lost messages were sent', () => {
    const [whole, cut] = [pair('pub'), pair('pub', { link: { conditions: { cut: true } } })];
    const events = [event('feed', 'disconnect', 995)];
    const end = { ...lost(cut, { sentFromMs: 850, sentToMs: 990, provenAtMs: 1050 }), events };
    expect(watch((atMs) => (atMs < 1000 ? telemetry(whole) : end), 900)).toMatchObject([
      { code: 'transport-failure', subject: 'feed-slow', fromMs: 850 },
    ]);
  });
});

describe('lost-at-close', () => {
  test.each([[0], [100]])('a sender that closes with linger %d', (linger) => {
    const start = pair('push', { feed: { options: { linger } }, scenario: { steps: [acting(1200, 'close', 'feed')] } });
    const [finding] = found('lost-at-close', watch(lost(start, { sentFromMs: 900, sentToMs: 1200, provenAtMs: 6200 })));
    expect(finding).toMatchObject({ subject: 'feed', fromMs: 1200 });
    expect(finding?.remedies[0]?.set).toEqual({ 'sockets.feed.options.linger': -1 });
  });

  test('over ipc with linger -1 it does not advise what was done already', () => {
    const start = pair('push', {
      feed: { options: { linger: -1 } },
      link: { transport: 'ipc' },
      scenario: { steps: [acting(1200, 'close', 'feed')] },
    });
    const [finding] = found('lost-at-close', watch(lost(start, { sentFromMs: 900, sentToMs: 1200, provenAtMs: 6200 })));
    expect(finding?.sentence).toContain('waited (linger -1)');
    expect(finding?.remedies.every(({ set }) => Object.keys(set ?? {}).length === 0)).toBe(true);
  });

  test('a close that took nothing is none', () => {
    const start = pair('push', {
      feed: { options: { linger: -1 } },
      scenario: { steps: [acting(1200, 'close', 'feed')] },
    });
    expect(watch(telemetry(start, {}, { flows: { 'feed-slow': { sent: 1000, delivered: 1000 } } }))).toEqual([]);
  });
});

describe('peer-lost', () => {
  test.each(['kill', 'close', 'restart'] as const)(
    'a receiver that was told to %s took what was under way',
    (action) => {
      const start = pair('push', { scenario: { steps: [acting(1200, action, 'slow')] } });
      const [finding] = found('peer-lost', watch(lost(start, { sentFromMs: 900, sentToMs: 1190, provenAtMs: 1600 })));
      expect(finding).toMatchObject({ subject: 'slow' });
      expect(finding?.sentence).toContain('100 messages');
    },
  );

  test('a receiver that restarted took no more with it than its queue can have held', () => {
    const start = pair('pub', { scenario: { steps: [acting(1200, 'restart', 'slow')] } });
    const taken = lost(start, { sentFromMs: 900, sentToMs: 1190, provenAtMs: 1600 }, 50_000);
    const [finding] = found('peer-lost', watch(taken));
    expect(finding?.sentence).toMatch(
      /^slow restarted: 50,000 messages .* held about 4,800 at most; the others found it full/,
    );
  });

  test('a sender that died', () => {
    const start = pair('push', { scenario: { steps: [acting(1200, 'kill', 'feed')] } });
    expect(found('peer-lost', watch(lost(start, { sentFromMs: 900, sentToMs: 1190, provenAtMs: 6300 })))).toMatchObject(
      [{ subject: 'feed' }],
    );
  });

  test('a killed worker that its sender waits for', () => {
    const start = pair('push', { scenario: { steps: [acting(1200, 'kill', 'slow')] } });
    const picture = (atMs: number) => {
      const gone = atMs > 1200;
      const sockets = gone
        ? { slow: { open: 0, peers: 0 }, feed: { peers: 0, blockedShare: 1, acceptedPerSecond: 0 } }
        : {};
      return telemetry(
        start,
        {},
        { sockets, flows: { 'feed-slow': { joined: gone ? 0 : 1, blockedShare: gone ? 1 : 0 } } },
      );
    };
    expect(watch(picture)[0]).toMatchObject({ code: 'peer-lost', subject: 'slow' });
  });

  test('a restart that lost nothing is none', () => {
    const start = pair('push', { scenario: { steps: [acting(1200, 'restart', 'slow')] } });
    expect(watch(telemetry(start, {}, { flows: { 'feed-slow': { sent: 1000, delivered: 1000 } } }))).toEqual([]);
  });

  test('two dealers with one routing id: the second is ignored, or with handover the first', () => {
    const twins = (handover: boolean) =>
      scenario(
        [
          socket('hub', 'router', { options: { handover }, consume: { serviceMs: 0, mode: 'wait' } }),
          socket('one', 'dealer', { options: { routingId: 'same' }, produce: produce() }),
          socket('two', 'dealer', { options: { routingId: 'same' }, produce: produce() }),
        ],
        [link('one', 'hub', { bind: 'to' }), link('two', 'hub', { bind: 'to' })],
      );
    expect(watch(telemetry(twins(false)))).toMatchObject([{ code: 'peer-lost', subject: 'two' }]);
    expect(watch(telemetry(twins(true)))).toMatchObject([{ code: 'peer-lost', subject: 'one' }]);
  });
});

describe('conflated', () => {
  test('a subscriber that keeps the newest and has read none is not full, and not slow', () => {
    const start = pair('pub', { consume: 'none', produce: { rate: 100 }, slow: { options: { conflate: true } } });
    const figures = { joined: 0, sent: 301, queued: 1, inFlight: 301, lostEstimated: 300, capacity: 1 };
    const findings = watch(telemetry(start, {}, { flows: { 'feed-slow': figures } }));
    expect(findings).toMatchObject([{ code: 'conflated', subject: 'slow', certainty: 'inferred' }]);
    expect(findings[0]?.sentence).toContain('300 messages were replaced');
  });

  test.each(['feed', 'slow'] as const)('by the option of %s', (owner) => {
    const start = pair(owner === 'feed' ? 'push' : 'pub', { [owner]: { options: { conflate: true } } });
    expect(watch(lost(start))).toMatchObject([{ code: 'conflated', subject: owner }]);
  });

  test('conflate that replaced nothing is none', () => {
    expect(watch(telemetry(pair('pub', { slow: { options: { conflate: true } } })))).toEqual([]);
  });
});

describe('message-too-large', () => {
  const start = pair('push', { produce: { size: 4096 }, slow: { options: { maxMessageSize: 1024 } } });
  const broken = [
    event('slow', 'disconnect', 100),
    event('feed', 'disconnect', 100),
    event('feed', 'connect:retry', 101),
  ];

  test('larger than the receiver takes, and the connection breaks', () => {
    const findings = watch(telemetry(start, { events: broken }, { flows: { 'feed-slow': { sent: 10 } } }));
    expect(findings).toMatchObject([{ code: 'message-too-large', subject: 'slow' }]);
    expect(findings[0]?.remedies.map(({ set }) => Object.keys(set)[0])).toEqual([
      'sockets.slow.options.maxMessageSize',
      'sockets.feed.produce.size',
    ]);
  });

  test('only proven losses, nothing delivered', () => {
    expect(watch(lost(start, {}, 1000)).map(({ code }) => code)).toEqual(['message-too-large']);
  });

  test('messages within the limit raise nothing, and neither do small parts of a large message', () => {
    const fits = pair('push', { produce: { size: 1000 }, slow: { options: { maxMessageSize: 1024 } } });
    const parts = pair('push', { produce: { size: 4096, frames: 8 }, slow: { options: { maxMessageSize: 1024 } } });
    for (const healthy of [fits, parts]) {
      expect(watch(telemetry(healthy, {}, { flows: { 'feed-slow': { sent: 10, delivered: 10 } } }))).toEqual([]);
    }
  });
});

describe('unroutable', () => {
  const hub = (to: readonly string[], options = {}) =>
    scenario(
      [
        socket('hub', 'router', { produce: produce({ to }), options }),
        socket('peer', 'dealer', { consume: { serviceMs: 0, mode: 'wait' } }),
      ],
      [link('hub', 'peer')],
    );

  test.each([
    ['in silence', {}],
    ['refused when mandatory', { mandatory: true }],
  ])('an id that no peer has, %s', (_name, options) => {
    expect(found('unroutable', watch(telemetry(hub(['peer', 'ghost'], options))))).toMatchObject([{ subject: 'hub' }]);
  });

  test('an id that a peer has, by the scenario or by its option, raises nothing', () => {
    expect(watch(telemetry(hub(['peer'])))).toEqual([]);
    expect(watch(telemetry(hub([])))).toEqual([]);
  });
});

describe('reply-lost', () => {
  const asking = scenario(
    [
      socket('client', 'req', { produce: produce({ rate: 10 }) }),
      socket('server', 'rep', { consume: { serviceMs: 5, mode: 'wait' } }),
    ],
    [link('client', 'server', { bind: 'to' })],
    { steps: [acting(1500, 'kill', 'server')] },
  );

  test('a request that waits for a server that died', () => {
    const picture = (atMs: number) => {
      const alive = atMs < 1500;
      return telemetry(
        asking,
        {},
        {
          sockets: {
            client: { received: Math.min(atMs, 1500) / 100, requestsInFlight: 1 },
            server: { open: alive ? 1 : 0 },
          },
        },
      );
    };
    expect(found('reply-lost', watch(picture))).toMatchObject([{ subject: 'client' }]);
  });

  test('requests that were given up', () => {
    const healthy = { ...asking, steps: [] };
    expect(watch(telemetry(healthy, {}, { sockets: { client: { received: 10, timeouts: 3 } } }))).toMatchObject([
      { code: 'reply-lost', subject: 'client' },
    ]);
  });

  test('a slow answer is not a lost one', () => {
    const slow = { ...asking, steps: [] };
    expect(
      watch(telemetry(slow, {}, { sockets: { client: { received: 1, requestsInFlight: 1, acceptedPerSecond: 10 } } })),
    ).toEqual([]);
  });

  const dealing = scenario(
    [
      socket('client', 'dealer', { produce: produce({ rate: 5000, burst: 10 }), consume: consume({ serviceMs: 1 }) }),
      socket('server', 'rep', { consume: consume(), options: { sendHighWaterMark: 5 } }),
    ],
    [link('client', 'server')],
  );
  const dropped = (of: Scenario, count: number) =>
    watch(
      telemetry(
        of,
        {},
        {
          flows: { 'client-server:reply': { sent: 500, delivered: 500 - count, lostProven: count, sendMark: 5 } },
          losses: { 'client-server:reply': [loss({ count, cause: 'reply-lost' })] },
        },
      ),
    );

  test('answers that a REP had no room for are named, with marks that would hold them', () => {
    const [finding] = found('reply-lost', dropped(dealing, 54));
    expect(finding).toMatchObject({ subject: 'client', certainty: 'measured', fromMs: 1000, toMs: 1100 });
    expect(finding?.sentence).toMatch(/^54 answers to client were dropped at server/);
    expect(finding?.remedies.map(({ set }) => set)).toEqual([
      { 'sockets.server.options.sendHighWaterMark': 1000, 'sockets.client.options.receiveHighWaterMark': 1000 },
      { 'sockets.client.consume.serviceMs': 0 },
      { 'sockets.client.produce.burst': 1 },
    ]);
    expect(found('reply-lost', dropped(dealing, 1))[0]?.sentence).toMatch(/^1 answer to client was dropped at server/);
  });

  test('answers that went with their server are not said to have found no room', () => {
    const [finding] = found('reply-lost', dropped({ ...dealing, steps: [acting(1050, 'kill', 'server')] }, 3));
    expect(finding?.sentence).toBe('3 answers from server to client were lost with the end that went away.');
  });
});

describe('what a sender sent in a later life', () => {
  test('did not die at the close that ended the life before', () => {
    const of = pair('pub', { scenario: { steps: [acting(1200, 'restart', 'feed')] } });
    const picture = { ...telemetry(of), atMs: 3000 };
    const diagnosis = createDiagnosis();
    diagnosis.look(picture);
    const span = { sentFromMs: 1250, sentToMs: 2000, provenAtMs: 3000 };
    expect(diagnosis.causeOf('feed-slow', span, picture)).toBe('lost-at-close');
    expect(diagnosis.causeOf('feed-slow', { ...span, bornMs: 1230 }, picture)).not.toBe('lost-at-close');
  });
});

describe('one message', () => {
  test.each([
    [1, '1 message to it was lost'],
    [2, '2 messages to it were lost'],
  ])('%i lost is counted with its verb', (count, words) => {
    const findings = watch(
      telemetry(
        pair('pub'),
        {},
        {
          flows: { 'feed-slow': { sent: 100, delivered: 100 - count, lostProven: count } },
          losses: { 'feed-slow': [loss({ count, cause: 'slow-consumer' })] },
        },
      ),
    );
    expect(found('slow-consumer', findings)[0]?.sentence).toContain(words);
  });
});
