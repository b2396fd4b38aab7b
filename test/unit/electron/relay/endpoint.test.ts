import { describe, expect, it } from 'vitest';
import { formatEndpoint, isOneEndpoint, parseEndpoint } from '../../../../electron/relay/endpoint.ts';

describe('isOneEndpoint', () => {
  const isOne = (listen: string, forward: string): boolean => {
    const [own, other] = [parseEndpoint(listen, 'listen', ''), parseEndpoint(forward, 'forward', '')];
    if (!own.ok || !other.ok) throw new Error('no endpoints');
    return isOneEndpoint(own.value, other.value);
  };

  it.each([
    ['tcp://127.0.0.1:5555', 'tcp://127.0.0.1:5555'],
    ['tcp://127.0.0.1:5555', 'tcp://localhost:5555'],
    ['tcp://[::1]:5555', 'tcp://localhost:5555'],
    ['tcp://*:5555', 'tcp://127.0.0.1:5555'],
    ['tcp://example:5555', 'tcp://example:5555'],
    ['ipc:///tmp/a', 'ipc:///tmp/a'],
  ])('finds %s in %s', (listen, forward) => {
    expect(isOne(listen, forward)).toBe(true);
  });

  it.each([
    ['tcp://127.0.0.1:5555', 'tcp://127.0.0.1:5556'],
    ['tcp://127.0.0.1:0', 'tcp://127.0.0.1:5555'],
    ['tcp://*:5555', 'tcp://example:5555'],
    ['tcp://127.0.0.2:5555', 'tcp://127.0.0.1:5555'],
    ['ipc:///tmp/a', 'ipc:///tmp/b'],
    ['tcp://127.0.0.1:5555', 'ipc:///tmp/a'],
  ])('tells %s from %s', (listen, forward) => {
    expect(isOne(listen, forward)).toBe(false);
  });
});

describe('parseEndpoint', () => {
  it.each([
    ['tcp://127.0.0.1:5555', 'tcp://127.0.0.1:5555'],
    ['tcp://*:0', 'tcp://0.0.0.0:0'],
    ['tcp://localhost:*', 'tcp://localhost:0'],
    ['tcp://[::1]:80', 'tcp://[::1]:80'],
    ['ipc:///tmp/feed.sock', 'ipc:///tmp/feed.sock'],
    [`ipc:///${'p'.repeat(106)}`, `ipc:///${'p'.repeat(106)}`],
  ])('takes %s to listen', (text, canonical) => {
    const parsed = parseEndpoint(text, 'listen', '--listen');
    expect(parsed.ok && formatEndpoint(parsed.value)).toBe(canonical);
  });

  it.each([
    '',
    'tcp://',
    'tcp://127.0.0.1',
    'tcp://127.0.0.1:65536',
    'tcp://127.0.0.1:99999',
    'tcp://127.0.0.1:-1',
    'tcp://127.0.0.1:80/path',
    'tcp://a b:80',
    'tcp://::1:80',
    'udp://127.0.0.1:80',
    'inproc://x',
    'ipc://',
    'ipc://@feed',
    `ipc:///${'p'.repeat(107)}`,
    `ipc:///${'ü'.repeat(54)}`,
    '127.0.0.1:80',
  ])('refuses %j and names the option', (text) => {
    const parsed = parseEndpoint(text, 'listen', '--listen');
    expect(parsed.ok ? 'accepted' : parsed.problem.message).toMatch(/^--listen: expected .+, found ".*"$/);
  });

  it.each(['tcp://127.0.0.1:0', 'tcp://*:5555', 'ipc://*'])('refuses %s as a place to forward to', (text) => {
    expect(parseEndpoint(text, 'forward', '--forward').ok).toBe(false);
  });
});
