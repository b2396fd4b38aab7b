import { describe, expect, test } from 'vitest';
import { event, failure, link, loss, pair, produce, scenario, socket, telemetry } from '../build-telemetry.ts';
import { found, watch } from '../watch-telemetry.ts';

const endpoint = 'tcp://127.0.0.1:5555';

describe('address-in-use', () => {
  test('names who holds the address when the scenario knows', () => {
    const start = scenario(
      [socket('first', 'push', { bind: [endpoint] }), socket('second', 'push', { bind: ['tcp://*:5555'] })],
      [],
    );
    const findings = watch(telemetry(start, { failures: [failure({ socket: 'second', endpoint: 'tcp://*:5555' })] }));
    expect(findings).toMatchObject([{ code: 'address-in-use', subject: 'second', certainty: 'measured' }]);
    expect(findings[0]?.sentence).toContain('by first');
  });

  test('by its monitor event alone, held by another program', () => {
    const start = pair('pub', { feed: { bind: [endpoint] } });
    const events = [event('feed', 'bind:error', 5, 'EADDRINUSE Address already in use')];
    const [finding] = found('address-in-use', watch(telemetry(start, { events })));
    expect(finding).toMatchObject({ subject: 'feed' });
    expect(finding?.sentence).toContain('another program');
  });

  test('is said of a run that failed to start', () => {
    const start = scenario([socket('feed', 'push', { bind: [endpoint] })], []);
    expect(watch({ ...telemetry(start, { failures: [failure()] }) }, 0)).toMatchObject([
      { code: 'address-in-use', subject: 'feed' },
    ]);
  });
});

describe('endpoint-stolen', () => {
  const ipc = 'ipc:///tmp/highwater-test.ipc';
  const thieves = (startAtMs: number) =>
    scenario(
      [
        socket('victim', 'pull', { bind: [ipc], consume: { serviceMs: 0, mode: 'wait' } }),
        socket('thief', 'pull', { bind: [ipc], startAtMs }),
      ],
      [],
    );

  test.each([[0], [1500]])('the socket that binds the same ipc path later, after %d ms', (startAtMs) => {
    const picture = (atMs: number) =>
      telemetry(thieves(startAtMs), {}, { sockets: { thief: { open: atMs >= startAtMs ? 1 : 0 } } });
    expect(watch(picture)).toMatchObject([{ code: 'endpoint-stolen', subject: 'thief' }]);
  });

  describe('by another program', () => {
    const start = scenario(
      [socket('source', 'push'), socket('sink', 'pull', { consume: { serviceMs: 0, mode: 'wait' } })],
      [link('source', 'sink', { id: 'l', bind: 'to', transport: 'ipc' })],
      { steps: [{ atMs: 10, fault: 'steal-path', on: 'l' }] },
    );

    test.each(['step', 'user'] as const)('when a %s did it', (by) => {
      const changes = [{ atMs: 10, path: 'faults.l', from: '', to: 'steal-path', by }];
      expect(watch(telemetry(start, { changes }))).toMatchObject([{ code: 'endpoint-stolen', subject: 'l' }]);
    });

    test('is not claimed of a step that did not succeed, which leaves no mark', () => {
      expect(watch(telemetry(start))).toEqual([]);
    });
  });

  test('two links of one socket at one path are no theft', () => {
    const start = scenario(
      [socket('hub', 'pull', { consume: { serviceMs: 0, mode: 'wait' } }), socket('a', 'push'), socket('b', 'push')],
      [
        link('a', 'hub', { bind: 'to', transport: 'ipc', endpoint: ipc }),
        link('b', 'hub', { bind: 'to', transport: 'ipc', endpoint: ipc }),
      ],
    );
    expect(watch(telemetry(start))).toEqual([]);
  });

  test('tcp ports are not stolen', () => {
    const start = scenario(
      [socket('victim', 'pull', { bind: [endpoint] }), socket('thief', 'pull', { bind: [endpoint] })],
      [],
    );
    expect(found('endpoint-stolen', watch(telemetry(start)))).toEqual([]);
  });
});

describe('transport-failure', () => {
  test('a link that is cut just before the end took what was on its way', () => {
    const start = pair('pub');
    const cut = pair('pub', { link: { conditions: { cut: true } } });
    const lost = { sent: 1000, delivered: 900, lostProven: 100 };
    const losses = [loss({ sentFromMs: 5960, sentToMs: 6000, provenAtMs: 6300, cause: 'transport-failure' })];
    const picture = (atMs: number) =>
      atMs < 6200
        ? telemetry(atMs < 6000 ? start : cut)
        : telemetry(cut, {}, { flows: { 'feed-slow': lost }, losses: { 'feed-slow': losses } });
    const [finding] = found('transport-failure', watch(picture));
    expect(finding).toMatchObject({ subject: 'feed-slow', fromMs: 5960, toMs: 6000 });
    expect(finding?.sentence).toBe('The link feed-slow was cut: 100 messages were lost on the way to slow.');
  });

  test.each([['EACCES'], ['ENOENT'], ['ENAMETOOLONG'], ['EADDRNOTAVAIL'], ['EPROTONOSUPPORT']])(
    'bind answers %s',
    (code) => {
      const findings = watch(telemetry(pair('pub'), { failures: [failure({ code })] }));
      expect(findings).toMatchObject([{ code: 'transport-failure', subject: 'feed' }]);
    },
  );

  test.each(['cut', 'stall'] as const)('a link that is %s while its sender wants to send', (condition) => {
    const start = pair('pub', { link: { conditions: { [condition]: true } } });
    const [finding] = found('transport-failure', watch(telemetry(start)));
    expect(finding).toMatchObject({ subject: 'feed-slow' });
    expect(finding?.remedies[0]?.set).toEqual({ [`links.feed-slow.conditions.${condition}`]: false });
  });

  test('a connect that finds nobody for seconds', () => {
    const start = scenario([socket('feed', 'push', { produce: produce(), connect: [endpoint] })], []);
    const picture = (atMs: number) =>
      telemetry(
        start,
        { events: [event('feed', 'connect:retry', atMs, '100 ms', Math.ceil(atMs / 100))] },
        { sockets: { feed: { peers: 0 } } },
      );
    expect(watch(picture)).toMatchObject([{ code: 'transport-failure', subject: 'feed' }]);
  });

  test('a binder that starts late is waited for in silence', () => {
    const start = pair('push', { slow: { startAtMs: 4000 }, produce: { rate: 10 }, link: { bind: 'to' } });
    const picture = (atMs: number) => {
      const retried = Math.ceil(Math.min(atMs, 4000) / 100);
      const events = [
        event('feed', 'connect:retry', Math.min(atMs, 4000), '100 ms', retried),
        ...(atMs > 4000 ? [event('feed', 'handshake', 4050)] : []),
      ];
      const peers = atMs > 4000 ? 1 : 0;
      return telemetry(
        start,
        { events },
        { sockets: { feed: { peers }, slow: { peers, open: peers } }, flows: { 'feed-slow': { joined: peers } } },
      );
    };
    expect(watch(picture, 7000)).toEqual([]);
  });
});

describe('contexts-exhausted and descriptors-exhausted', () => {
  const refused = failure({ operation: 'create', code: 'EMFILE', endpoint: '' });

  test('zmq_socket alone met the limit of the context', () => {
    expect(watch(telemetry(pair('pub'), { failures: [refused] })).map(({ code }) => code)).toEqual([
      'contexts-exhausted',
    ]);
  });

  test('does not say of a socket that is open that it could not be created', () => {
    const of = (open: number) =>
      watch(telemetry(pair('pub'), { failures: [refused] }, { sockets: { feed: { open } } })).find(
        ({ code }) => code === 'contexts-exhausted',
      )?.sentence;
    expect(of(1)).toContain('The program of feed could not create another socket: ');
    expect(of(0)).toContain('feed could not be created: ');
  });

  test('accept in a busy loop met the limit of descriptors', () => {
    const events = [event('feed', 'accept:error', 20, 'EMFILE Too many open file descriptors', 300_000)];
    const findings = watch(telemetry(pair('pub'), { failures: [refused], events }));
    expect(findings).toMatchObject([{ code: 'descriptors-exhausted', subject: 'feed' }]);
  });

  test('a bind that answers EMFILE, too', () => {
    const findings = watch(telemetry(pair('pub'), { failures: [failure({ code: 'EMFILE' })] }));
    expect(findings.map(({ code }) => code)).toEqual(['descriptors-exhausted']);
  });
});
