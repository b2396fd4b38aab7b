import { describe, expect, test } from 'vitest';
import { event, pair, produce, scenario, socket, telemetry } from '../build-telemetry.ts';
import { watch } from '../watch-telemetry.ts';

const open = scenario(
  [socket('sink', 'pull', { bind: ['tcp://127.0.0.1:5555'], consume: { serviceMs: 0, mode: 'wait' } })],
  [],
);
const none = { sockets: { sink: { peers: 0 } } };

describe('not-zmtp', () => {
  test.each([
    [
      'a silent client',
      [
        event('sink', 'accept', 100),
        event('sink', 'handshake:error:other', 1500, 'EAGAIN Resource temporarily unavailable'),
      ],
    ],
    [
      'a port scan',
      [
        event('sink', 'accept', 100),
        event('sink', 'handshake:error:other', 110, 'ECONNRESET Connection reset by peer'),
      ],
    ],
    [
      'junk',
      [
        event('sink', 'accept', 100),
        event('sink', 'handshake:error:protocol', 110, 'ERR_ZMTP_MECHANISM_MISMATCH ZMTP protocol error'),
      ],
    ],
    ['a connection that says nothing', [event('sink', 'accept', 100)]],
  ])('%s', (_name, events) => {
    expect(watch(telemetry(open, { events }, none))).toMatchObject([{ code: 'not-zmtp', subject: 'sink' }]);
  });

  test('garbage that was delivered as a message', () => {
    const events = [event('sink', 'accept', 100)];
    const [finding] = watch(telemetry(open, { events }, { sockets: { sink: { peers: 0, foreign: 1 } } }));
    expect(finding).toMatchObject({ code: 'not-zmtp', certainty: 'measured' });
    expect(finding?.sentence).toContain('delivered as a message');
  });

  test('connecting to a server of another kind', () => {
    const start = scenario([socket('feed', 'push', { produce: produce(), connect: ['tcp://127.0.0.1:80'] })], []);
    const picture = (atMs: number) => {
      const tries = Math.ceil(atMs / 100);
      const events = [
        event('feed', 'connect', atMs, '', tries),
        event('feed', 'handshake:error:other', atMs, 'EPIPE Broken pipe', tries),
        event('feed', 'connect:retry', atMs, '100 ms', tries),
      ];
      return telemetry(start, { events }, { sockets: { feed: { peers: 0 } } });
    };
    expect(watch(picture)).toMatchObject([{ code: 'not-zmtp', subject: 'feed' }]);
  });

  test('another ZeroMQ program whose messages are not ours is welcome', () => {
    const events = [event('sink', 'accept', 100), event('sink', 'handshake', 102)];
    expect(watch(telemetry(open, { events }, { sockets: { sink: { foreign: 500 } } }))).toEqual([]);
  });

  test('a handshake that a restart interrupted is nobody strange', () => {
    const start = pair('push', { scenario: { steps: [{ atMs: 1000, do: 'restart', socket: 'slow' }] } });
    const events = [
      event('feed', 'accept', 5),
      event('feed', 'handshake', 7),
      event('feed', 'handshake:error:other', 1010, 'EPIPE Broken pipe'),
    ];
    expect(watch(telemetry(start, { events }))).toEqual([]);
  });
});

describe('version-risk', () => {
  test.each([
    ['4.2.5', true],
    ['4.3.1', true],
    ['4.3.2', true],
    ['2.2.0', true],
    ['4.3.4', false],
    ['4.3.5', false],
    ['unknown', false],
  ])('%s: %s', (libzmqVersion, risky) => {
    expect(watch(telemetry(open, { libzmqVersion }, none)).map(({ code }) => code)).toEqual(
      risky ? ['version-risk'] : [],
    );
  });
});
