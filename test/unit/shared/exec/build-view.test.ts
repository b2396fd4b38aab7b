import { describe, expect, it } from 'vitest';
import { endpoint, viewOf } from '../../../fixtures/exec/build-session.ts';

const push = (messages: number, more: object = {}) =>
  ({
    type: 'push',
    sent: { messages, frames: messages, bytes: messages * 10 },
    endpoints: [['connect', endpoint]],
    ...more,
  }) as const;
const pull = (messages: number, more: object = {}) =>
  ({
    type: 'pull',
    received: { messages, frames: messages, bytes: messages * 10 },
    endpoints: [['bind', endpoint]],
    ...more,
  }) as const;

describe('buildView', () => {
  it('joins two processes by their endpoint into an exact ledger', () => {
    const view = viewOf([
      { pid: 1, sockets: [push(100)] },
      { pid: 2, sockets: [pull(90)] },
    ]);
    expect(view.connections).toMatchObject([
      {
        from: '1',
        to: '2',
        fromSocket: '1:1',
        toSocket: '2:1',
        socketTypes: ['push', 'pull'],
        messages: 100,
        bytes: 1000,
        sent: 100,
        delivered: 90,
        difference: 10,
        answered: null,
        reach: 'exact',
        state: 'in-flight',
        transport: 'tcp',
        endpoint,
      },
    ]);
    expect(view.groups).toEqual([]);
  });

  it('calls the difference not delivered once an end is over, and names no difference balanced', () => {
    const one = viewOf([
      { pid: 1, sockets: [push(100)], endedAtMs: 5000, stopped: true },
      { pid: 2, sockets: [pull(90)] },
    ]);
    expect(one.connections[0]?.state).toBe('not-delivered');
    const other = viewOf([
      { pid: 1, sockets: [push(100)], endedAtMs: 5000 },
      { pid: 2, sockets: [pull(100)] },
    ]);
    expect(other.connections[0]?.state).toBe('balanced');
  });

  it('blames no stranger alone where more arrived than the sender had time to count', () => {
    const view = viewOf([
      { pid: 1, sockets: [pull(101)] },
      { pid: 2, sockets: [push(100)], endedAtMs: 4000, signal: 'SIGKILL' },
    ]);
    expect(view.connections).toMatchObject([{ sent: 100, delivered: 101, difference: -1, state: 'unknown' }]);
    expect(view.connections[0]?.note).toContain('its last calls are not in its count');
  });

  it('does not claim to know what arrived at a peer that is not counted', () => {
    const view = viewOf([{ pid: 1, sockets: [push(100)] }]);
    expect(view.connections).toMatchObject([
      {
        from: '1',
        to: endpoint,
        socketTypes: ['push', null],
        messages: 100,
        sent: 100,
        delivered: null,
        difference: null,
        reach: 'one-sided',
        state: 'unknown',
      },
    ]);
    const receiving = viewOf([{ pid: 2, sockets: [pull(7)] }]);
    expect(receiving.connections).toMatchObject([{ from: endpoint, to: '2', sent: null, delivered: 7, messages: 7 }]);
  });

  it('compares sums where several share a socket, and says which single figures are known', () => {
    const view = viewOf([
      { pid: 1, sockets: [push(60)] },
      { pid: 2, sockets: [push(40)] },
      { pid: 3, sockets: [pull(95)] },
    ]);
    expect(
      view.connections.map(({ sent, delivered, difference, reach }) => [sent, delivered, difference, reach]),
    ).toEqual([
      [60, null, null, 'shared'],
      [40, null, null, 'shared'],
    ]);
    expect(view.groups).toMatchObject([{ sent: 100, delivered: 95, difference: 5, complete: true }]);
  });

  it('counts a publisher against each subscriber that hears all, and makes no sum of copies', () => {
    const pub = { type: 'pub', sent: { messages: 100 }, endpoints: [['bind', endpoint]] } as const;
    const sub = (messages: number, all: number) =>
      ({ type: 'sub', received: { messages }, emptySubscriptions: all, endpoints: [['connect', endpoint]] }) as const;
    const view = viewOf([
      { pid: 1, sockets: [pub] },
      { pid: 2, sockets: [sub(100, 1), sub(30, 0)] },
    ]);
    expect(view.connections.map(({ difference, reach, note }) => [difference, reach, /filtered/.test(note)])).toEqual([
      [0, 'exact', false],
      [70, 'exact', true],
    ]);
    expect(view.groups).toEqual([]);
  });

  it('shows answers apart, and the asker as the sender', () => {
    const rep = {
      type: 'rep',
      sent: { messages: 49 },
      received: { messages: 50 },
      endpoints: [['bind', endpoint]],
    } as const;
    const req = {
      type: 'req',
      sent: { messages: 50 },
      received: { messages: 49 },
      endpoints: [['connect', endpoint]],
    } as const;
    const view = viewOf([
      { pid: 1, sockets: [rep] },
      { pid: 2, sockets: [req] },
    ]);
    expect(view.connections).toMatchObject([
      {
        from: '2',
        to: '1',
        messages: 99,
        sent: 50,
        delivered: 50,
        answered: { sent: 49, delivered: 49, difference: 0 },
      },
    ]);
  });

  it('does not judge a socket whose messages pass through a proxy', () => {
    const view = viewOf([
      { pid: 1, sockets: [push(100)] },
      { pid: 2, sockets: [pull(0, { flags: 2 })] },
    ]);
    expect(view.connections).toMatchObject([{ sent: 100, delivered: null, difference: null, reach: 'shared' }]);
    expect(view.connections[0]?.note).toContain('zmq_proxy');
    expect(view.findings).toEqual([]);
  });

  it('does not know what reached which of two connections of one socket', () => {
    const both = push(100, {
      endpoints: [
        ['connect', endpoint],
        ['connect', 'tcp://127.0.0.1:7777'],
      ],
    });
    const view = viewOf([
      { pid: 1, sockets: [both] },
      { pid: 2, sockets: [pull(40)] },
    ]);
    expect(view.connections).toMatchObject([
      { to: '2', sent: null, delivered: 40, difference: null, reach: 'shared' },
      { to: 'tcp://127.0.0.1:7777', messages: null, sent: null, reach: 'one-sided' },
    ]);
  });

  it('joins a bound address that two sockets had one after the other with the peer of each', () => {
    const early = pull(10, { state: 2, opened: 1.5e9, closed: 3e9 });
    const late = pull(20, { opened: 4e9 });
    const view = viewOf([
      { pid: 1, sockets: [early, late] },
      { pid: 2, sockets: [push(10, { state: 2, opened: 1.5e9, closed: 2e9 }), push(20, { opened: 4.5e9 })] },
    ]);
    expect(view.connections.map(({ fromSocket, toSocket, difference }) => [fromSocket, toSocket, difference])).toEqual([
      ['2:1', '1:1', 0],
      ['2:2', '1:2', 0],
    ]);
  });

  it('joins a sender that was closed before its receiver came, and lingered', () => {
    const sender = push(10, { state: 2, opened: 1.5e9, closed: 2e9, options: { 2: -1 } });
    const view = viewOf([
      { pid: 1, sockets: [sender] },
      { pid: 2, sockets: [pull(10, { opened: 4e9 })] },
    ]);
    expect(view.connections).toMatchObject([{ reach: 'exact', difference: 0 }]);
    const dropped = viewOf([
      { pid: 1, sockets: [push(10, { state: 2, opened: 1.5e9, closed: 2e9, options: { 2: 0 } })] },
      { pid: 2, sockets: [pull(0, { opened: 4e9 })] },
    ]);
    expect(dropped.connections.map(({ reach }) => reach)).toEqual(['one-sided', 'one-sided']);
  });

  it("leaves out libzmq's own sockets for monitor events, and their readers", () => {
    const view = viewOf([
      {
        pid: 1,
        sockets: [
          push(5),
          { type: 'pair', flags: 1, endpoints: [['bind', 'inproc://monitor']] },
          { type: 'pair', endpoints: [['connect', 'inproc://monitor']] },
        ],
      },
    ]);
    expect(view.processes[0]).toMatchObject({ monitorSockets: 2, sockets: [{ type: 'push' }] });
    expect(view.connections).toHaveLength(1);
  });

  it('never tells what a command line holds beside names of files', () => {
    const view = viewOf([{ pid: 1, sockets: [push(5)] }]);
    expect(JSON.stringify(view)).not.toContain('secret');
  });
});
