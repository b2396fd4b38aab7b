import { expect, test } from 'vitest';
import { event, link, produce, scenario, socket, telemetry } from '../build-telemetry.ts';
import { found, watch } from '../watch-telemetry.ts';

const unjoined = {
  flows: { 'feed-slow': { joined: 0, sent: 1000 } },
  sockets: { feed: { peers: 0 }, slow: { peers: 0 } },
};

test('an impossible pair at a literal endpoint is named at the end that connects', () => {
  const start = scenario(
    [
      socket('feed', 'push', { produce: produce(), connect: ['tcp://127.0.0.1:5555'] }),
      socket('slow', 'sub', { bind: ['tcp://*:5555'] }),
    ],
    [],
  );
  const findings = watch(telemetry(start));
  expect(findings[0]).toMatchObject({ code: 'type-mismatch', subject: 'feed', certainty: 'measured' });
  expect(findings).toHaveLength(1);
});

test('an impossible link over tcp, with the disconnects that its monitor shows', () => {
  const start = scenario(
    [socket('feed', 'push', { produce: produce() }), socket('slow', 'sub')],
    [link('feed', 'slow')],
  );
  const events = [event('slow', 'connect', 10), event('slow', 'disconnect', 12)];
  expect(found('type-mismatch', watch(telemetry(start, { events }, unjoined)))).toMatchObject([{ subject: 'slow' }]);
});

test('over inproc, where libzmq does not check', () => {
  const start = scenario(
    [socket('feed', 'push', { produce: produce() }), socket('slow', 'sub')],
    [link('feed', 'slow', { transport: 'inproc' })],
  );
  const [finding] = found('type-mismatch', watch(telemetry(start)));
  expect(finding?.sentence).toContain('inproc does not check');
});

test('types that can talk raise nothing, at literal endpoints too', () => {
  const start = scenario(
    [
      socket('feed', 'dealer', { produce: produce(), connect: ['tcp://127.0.0.1:5555'] }),
      socket('slow', 'rep', { bind: ['tcp://127.0.0.1:5555'], consume: { serviceMs: 0, mode: 'wait' } }),
    ],
    [],
  );
  expect(watch(telemetry(start))).toEqual([]);
});
