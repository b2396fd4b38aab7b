import { describe, expect, it } from 'vitest';
import { reaches, transportOf } from '../../../../shared/exec/match-endpoints.ts';

const local = new Set(['192.168.1.5', 'workstation']);
const at = (endpoint: string, pid = 1, context = 'a') => ({ endpoint, pid, context });
const meets = (connected: string, bound: string): boolean => reaches(at(connected), at(bound, 2, 'b'), local);

describe('reaches', () => {
  it.each([
    ['tcp://127.0.0.1:5555', 'tcp://127.0.0.1:5555', true],
    ['tcp://127.0.0.1:5555', 'tcp://127.0.0.1:5556', false],
    ['tcp://127.0.0.1:5555', 'tcp://0.0.0.0:5555', true],
    ['tcp://localhost:5555', 'tcp://[::]:5555', true],
    ['tcp://localhost:5555', 'tcp://127.0.0.1:5555', true],
    ['tcp://[::ffff:127.0.0.1]:5555', 'tcp://127.0.0.1:5555', true],
    ['tcp://192.168.1.5:5555', 'tcp://0.0.0.0:5555', true],
    ['tcp://10.0.0.9:5555', 'tcp://0.0.0.0:5555', false],
    ['tcp://workstation:5555', 'tcp://192.168.1.5:5555', true],
    ['tcp://elsewhere:5555', 'tcp://192.168.1.5:5555', false],
    ['tcp://127.0.0.2:0;127.0.0.1:5555', 'tcp://127.0.0.1:5555', true],
    ['tcp://127.0.0.1:5555', 'ipc:///tmp/5555', false],
    ['ipc:///tmp/feed', 'ipc:///tmp/feed', true],
    ['ipc://@feed', 'ipc://@fee', false],
    ['tcp://nonsense', 'tcp://nonsense', false],
  ])('%s -> %s: %s', (connected, bound, expected) => {
    expect(meets(connected, bound)).toBe(expected);
  });

  it('keeps inproc names within one context of one process', () => {
    const bound = at('inproc://x', 1, 'a');
    expect(reaches(at('inproc://x', 1, 'a'), bound, local)).toBe(true);
    expect(reaches(at('inproc://x', 1, 'b'), bound, local)).toBe(false);
    expect(reaches(at('inproc://x', 2, 'a'), bound, local)).toBe(false);
  });
});

describe('transportOf', () => {
  it('knows the transports of the Lab, and calls the rest other', () => {
    expect(['tcp://a:1', 'ipc://x', 'inproc://x', 'pgm://x', ''].map(transportOf)).toEqual([
      'tcp',
      'ipc',
      'inproc',
      'other',
      'other',
    ]);
  });
});
