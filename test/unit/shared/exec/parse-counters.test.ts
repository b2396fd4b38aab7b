import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counterFileBytes, headerAt, layout } from '../../../../shared/exec/counter-layout.ts';
import { parseCounters } from '../../../../shared/exec/parse-counters.ts';
import { buildCounters } from '../../../fixtures/exec/build-counters.ts';

const parsed = (bytes: Uint8Array, untilMs = 5000) => {
  const result = parseCounters(bytes, untilMs);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};

describe('parseCounters', () => {
  it('reads what the shim wrote: process, sockets, endpoints, options', () => {
    const counters = parsed(
      buildCounters(
        [
          {
            type: 'push',
            sent: { messages: 10, frames: 20, bytes: 300, again: 2, waits: 1, blocked: 5e6 },
            endpoints: [
              ['bind', 'tcp://127.0.0.1:5555'],
              ['bind', 'ipc:///tmp/é', 2],
              ['bind', 'tcp://127.0.0.1:80', 3, 98],
            ],
            options: { 0: 500, 2: -1, 8: 1 },
          },
          { type: 'sub', state: 2, closed: 2e9, emptySubscriptions: 1 },
        ],
        { socketsOpened: 2, ended: 4e9, contextLinger: 3e9 },
      ),
    );
    expect(counters).toMatchObject({
      pid: 100,
      libzmq: '4.3.5',
      endedAtMs: 4000,
      startedAtMs: 1000,
      contextLingerMs: 3000,
    });
    expect(counters.commandLine.split('\0')[1]).toBe('/home/someone/feed.py');
    const [push, sub] = counters.sockets;
    expect(push).toMatchObject({
      number: 1,
      type: 'push',
      context: '7',
      openedAtMs: 1500,
      closedAtMs: undefined,
      sent: { messages: 10, frames: 20, bytes: 300, again: 2, waits: 1, blockedMs: 5, waiting: false },
      options: { sendHighWaterMark: 500, linger: -1, conflate: true },
      optionsSet: ['sendHighWaterMark', 'linger', 'conflate'],
    });
    expect(push?.endpoints).toEqual([
      { endpoint: 'tcp://127.0.0.1:5555', how: 'bind', state: 'live', error: 0 },
      { endpoint: 'ipc:///tmp/é', how: 'bind', state: 'gone', error: 0 },
      { endpoint: 'tcp://127.0.0.1:80', how: 'bind', state: 'failed', error: 98 },
    ]);
    expect(sub).toMatchObject({ type: 'sub', closedAtMs: 2000, subscribesToAll: true });
  });

  it('counts a wait that goes on until the look, the end of the process or the close, whichever came first', () => {
    const waiting = { received: { blockedSince: 2e9, blocked: 1e9 } };
    const read = (header: object, socket: object) =>
      parsed(buildCounters([{ type: 'pull', ...waiting, ...socket }], header)).sockets[0]?.received;
    expect(read({}, {})).toMatchObject({ blockedMs: 4000, waiting: true });
    expect(read({ ended: 3e9 }, {})).toMatchObject({ blockedMs: 2000, waiting: true });
    expect(read({ ended: 4e9 }, { state: 2, closed: 2.5e9 })).toMatchObject({ blockedMs: 1500, waiting: true });
  });

  it('leaves out records that are free, change hands just now, or make no sense', () => {
    const bytes = buildCounters([{ type: 'push', generation: 3 }, { type: 'pull' }, { type: 'push', opened: 0 }]);
    expect(parsed(bytes).sockets.map(({ type }) => type)).toEqual(['pull']);
  });

  it('says what is wrong with a file of another kind, size or version', () => {
    const code = (bytes: Uint8Array) => {
      const result = parseCounters(bytes, 0);
      return result.ok ? 'ok' : result.problem.code;
    };
    expect(code(new Uint8Array(0))).toBe('counters-damaged');
    expect(code(new Uint8Array(counterFileBytes))).toBe('counters-unfinished');
    const newer = buildCounters([]);
    newer[headerAt.version] = 9;
    expect(code(newer)).toBe('counters-version');
  });

  it('survives any bytes, and never gives more sockets than the file can hold', () => {
    const patches = fc.array(fc.tuple(fc.nat(counterFileBytes - 1), fc.integer({ min: 0, max: 255 })), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(patches, fc.double({ min: 0, max: 1e12, noNaN: true }), (changes, untilMs) => {
        const bytes = buildCounters([
          { type: 'push', endpoints: [['bind', 'tcp://127.0.0.1:1']] },
          { type: 'pull', endpoints: [['connect', 'tcp://127.0.0.1:1']] },
        ]);
        for (const [at, value] of changes) bytes[at % 2 === 0 ? at : at % 4096] = value;
        const result = parseCounters(bytes, untilMs);
        if (!result.ok) return;
        expect(result.value.sockets.length).toBeLessThanOrEqual(layout.socketLimit);
        for (const socket of result.value.sockets) {
          for (const side of [socket.sent, socket.received])
            for (const figure of Object.values(side)) expect(Number(figure)).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
