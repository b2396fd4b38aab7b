import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { socketLink } from '../../../../renderer/bridge/socket-link.ts';

class FakeSocket extends EventTarget {
  binaryType = 'blob';
  readonly sent: string[] = [];
  send(text: string): void {
    this.sent.push(text);
  }
  open(): void {
    this.dispatchEvent(new Event('open'));
  }
  receive(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }
  close(): void {
    this.dispatchEvent(new Event('close'));
  }
}

function start() {
  const sockets: FakeSocket[] = [];
  const asked: unknown[][] = [];
  const link = socketLink('ws://127.0.0.1:1/ws', 'TOKEN', (...how) => {
    asked.push(how);
    sockets.push(new FakeSocket());
    return sockets.at(-1) as unknown as WebSocket;
  });
  return { link, sockets, asked, socket: sockets[0]! };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the link over a WebSocket', () => {
  it('says its protocol and its key', () => {
    const { asked } = start();
    expect(asked).toEqual([['ws://127.0.0.1:1/ws', ['hw1', 't.TOKEN']]]);
  });

  it('sends what was called before the connection stood, and matches answers by id', async () => {
    const { link, socket } = start();
    const first = link.call('app.snapshot', {});
    const second = link.call('run.start', {});
    expect(socket.sent).toEqual([]);
    socket.open();
    expect(socket.sent.map((text) => JSON.parse(text).name)).toEqual(['app.snapshot', 'run.start']);
    socket.receive(JSON.stringify({ k: 'answer', id: 1, value: 'two' }));
    socket.receive(JSON.stringify({ k: 'answer', id: 0, value: 'one' }));
    expect([await first, await second]).toEqual(['one', 'two']);
  });

  it('tells events to those who listen for their name', () => {
    const { link, socket } = start();
    const heard: unknown[] = [];
    const leave = link.on('findings.changed', (value) => heard.push(value));
    socket.open();
    socket.receive(JSON.stringify({ k: 'event', name: 'findings.changed', value: [] }));
    socket.receive(JSON.stringify({ k: 'event', name: 'something.new', value: 1 }));
    leave();
    socket.receive(JSON.stringify({ k: 'event', name: 'findings.changed', value: [1] }));
    expect(heard).toEqual([[]]);
  });

  it.each(['not json', '{"k":"event"}', '{"k":"other"}', '[]', 'null'])('ignores %s', (text) => {
    const { socket } = start();
    socket.open();
    expect(() => socket.receive(text)).not.toThrow();
  });

  it('acknowledges a frame once it was painted, and at once when nobody looks', () => {
    const { link, socket } = start();
    socket.open();
    socket.receive(new ArrayBuffer(8));
    expect(socket.sent).toEqual(['{"k":"ack"}']);
    let painted = () => {};
    link.onFrame((_frame, acknowledge) => {
      painted = acknowledge;
    });
    socket.receive(new ArrayBuffer(8));
    expect(socket.sent).toHaveLength(1);
    painted();
    expect(socket.sent).toHaveLength(2);
  });

  it('fails the calls under way when the connection is lost, and says so once', async () => {
    const { link, socket } = start();
    const states: string[] = [];
    link.onConnection((state) => states.push(state));
    socket.open();
    const answer = link.call('run.stop', {});
    socket.close();
    expect(await answer).toMatchObject({ ok: false, problem: { code: 'connection-lost' } });
    expect(await link.call('run.stop', {})).toMatchObject({ ok: false });
    expect(states).toEqual(['open', 'lost']);
  });

  it('tries again with growing pauses of at most four seconds, and starts small after a success', () => {
    const { sockets } = start();
    const pauses: number[] = [];
    for (let at = 0; at < 6; at++) {
      const before = Date.now();
      sockets.at(-1)!.close();
      vi.advanceTimersToNextTimer();
      pauses.push(Date.now() - before);
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000]);
    sockets.at(-1)!.open();
    const before = Date.now();
    sockets.at(-1)!.close();
    vi.advanceTimersToNextTimer();
    expect(Date.now() - before).toBe(250);
  });

  it('does not acknowledge a frame of a connection that is gone', () => {
    const { link, sockets, socket } = start();
    let painted = () => {};
    link.onFrame((_frame, acknowledge) => {
      painted = acknowledge;
    });
    socket.open();
    socket.receive(new ArrayBuffer(8));
    socket.close();
    vi.advanceTimersToNextTimer();
    sockets[1]!.open();
    painted();
    expect(sockets[1]!.sent).toEqual([]);
  });
});
