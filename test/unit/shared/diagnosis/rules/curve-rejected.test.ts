import { expect, test } from 'vitest';
import type { SecuritySpec } from '../../../../../shared/scenario/scenario.ts';
import { event, pair, telemetry } from '../build-telemetry.ts';
import { found, watch } from '../watch-telemetry.ts';

const server: SecuritySpec = { mechanism: 'curve', role: 'server', keyPair: 'server' };
const client = (serverKey: string, keyPair = 'alice'): SecuritySpec => ({
  mechanism: 'curve',
  role: 'client',
  keyPair,
  serverKey,
});
const keyPairs = { server: 'generate', alice: 'generate', mallory: 'generate' } as const;
const kept = { flows: { 'feed-slow': { joined: 0 } }, sockets: { feed: { peers: 0 }, slow: { peers: 0 } } };
const events = [
  event('feed', 'handshake:error:protocol', 15, 'ERR_ZMTP_CRYPTOGRAPHIC ZMTP protocol error', 12),
  event('slow', 'handshake:error:other', 15, 'EPIPE Broken pipe', 12),
  event('slow', 'connect:retry', 16, '100 ms', 12),
];

test('a client that expects another server key, and the remedy sets the right one', () => {
  const start = pair('pub', {
    feed: { security: server },
    slow: { security: client('mallory') },
    scenario: { keyPairs },
  });
  const findings = watch(telemetry(start, { events }, kept));
  expect(findings[0]).toMatchObject({ code: 'curve-rejected', subject: 'slow', certainty: 'measured' });
  expect(findings[0]?.remedies[0]?.set).toEqual({ 'sockets.slow.security.serverKey': 'server' });
  expect(findings.map(({ code }) => code)).toEqual(['curve-rejected']);
});

test('a client whose key is not on the list of the ZAP handler', () => {
  const start = pair('push', {
    feed: { security: server },
    slow: { security: client('server', 'mallory') },
    scenario: { keyPairs, zap: { curve: ['alice'], plain: undefined } },
  });
  const denied = [
    event('feed', 'handshake:error:auth', 15, '400 Authentication failure'),
    event('slow', 'handshake:error:auth', 15, '400 Authentication failure'),
  ];
  expect(found('curve-rejected', watch(telemetry(start, { events: denied }, kept)))).toMatchObject([
    { subject: 'slow' },
  ]);
});

test('a client from outside is held against the server that it came to', () => {
  const start = pair('pub', {
    feed: { security: server, bind: ['tcp://*:5555'] },
    slow: { security: client('server') },
    scenario: { keyPairs },
  });
  const stranger = { flows: { 'feed-slow': { delivered: 100 } } };
  expect(found('curve-rejected', watch(telemetry(start, { events: events.slice(0, 1) }, stranger)))).toMatchObject([
    { subject: 'feed' },
  ]);
});

test('a client that is in raises nothing', () => {
  const start = pair('pub', {
    feed: { security: server },
    slow: { security: client('server') },
    scenario: { keyPairs },
  });
  const fine = { flows: { 'feed-slow': { delivered: 100 } } };
  expect(watch(telemetry(start, { events: [event('slow', 'handshake', 5)] }, fine))).toEqual([]);
});
