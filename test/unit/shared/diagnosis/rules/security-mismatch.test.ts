import { expect, test } from 'vitest';
import type { Scenario, SecuritySpec } from '../../../../../shared/scenario/scenario.ts';
import { event, pair, telemetry } from '../build-telemetry.ts';
import { watch } from '../watch-telemetry.ts';

const kept = { flows: { 'feed-slow': { joined: 0 } }, sockets: { feed: { peers: 0 }, slow: { peers: 0 } } };
const curve: SecuritySpec = { mechanism: 'curve', role: 'server', keyPair: 'server' };
const plain: SecuritySpec = { mechanism: 'plain', role: 'server' };
const bob = (password: string): SecuritySpec => ({ mechanism: 'plain', role: 'client', username: 'bob', password });
const mismatch = (id: string) =>
  event(id, 'handshake:error:protocol', 15, 'ERR_ZMTP_MECHANISM_MISMATCH ZMTP protocol error');
const denied = (id: string) => event(id, 'handshake:error:auth', 15, '400 Authentication failure');

test.each<[string, Scenario, ReturnType<typeof event>[]]>([
  ['NULL against CURVE', pair('pub', { feed: { security: curve } }), [mismatch('feed'), mismatch('slow')]],
  ['NULL against PLAIN', pair('push', { feed: { security: plain } }), [mismatch('feed'), mismatch('slow')]],
  [
    'PLAIN against CURVE',
    pair('push', { feed: { security: curve }, slow: { security: bob('x') } }),
    [mismatch('feed')],
  ],
  ['by raw options', pair('pub', { feed: { options: { curveServer: true } } }), [mismatch('slow')]],
  ['two servers, no event yet', pair('pub', { feed: { security: plain }, slow: { security: plain } }), []],
  [
    'a wrong password',
    pair('pub', {
      feed: { security: plain },
      slow: { security: bob('guess') },
      scenario: { zap: { curve: undefined, plain: { bob: 'secret' } } },
    }),
    [denied('feed'), denied('slow')],
  ],
  [
    'PLAIN without a ZAP handler',
    pair('pub', { feed: { security: plain }, slow: { security: bob('x') } }),
    [
      event('feed', 'handshake:error:other', 15, 'EFAULT Context is closed'),
      event('slow', 'handshake:error:other', 15, 'EPIPE Broken pipe'),
    ],
  ],
])('%s', (_name, start, events) => {
  const findings = watch(telemetry(start, { events }, kept));
  expect(findings[0]).toMatchObject({ code: 'security-mismatch', subject: 'slow' });
  expect(findings).toHaveLength(1);
});

test('PLAIN with the right password raises nothing', () => {
  const start = pair('pub', {
    feed: { security: plain },
    slow: { security: bob('secret') },
    scenario: { zap: { curve: undefined, plain: { bob: 'secret' } } },
  });
  expect(watch(telemetry(start, {}, { flows: { 'feed-slow': { delivered: 10 } } }))).toEqual([]);
});
