import { describe, expect, it } from 'vitest';
import { parseSsTcp } from '../../../../shared/kernel/ss-tcp.ts';
import { parseSsUnix } from '../../../../shared/kernel/ss-unix.ts';
import { isSelfConnected, joinTcp, joinUnix, type SeenTcp } from '../../../../shared/watch/link-ends.ts';
import { recorded } from '../../../fixtures/recorded.ts';

const kernels = ['5.10', '6.1', '6.1-i686', '6.12', '6.18', '6.18-bbr', '7.2'].map((version) => `linux-${version}`);

const seen = (text: string, namespace = ''): readonly SeenTcp[] =>
  parseSsTcp(text).map((socket) => ({ ...socket, namespace }));

describe('joinTcp', () => {
  it('makes one link of both ends, with the listening side as the binder', () => {
    const owners = new Map([
      [157_318, 11],
      [155_528, 22],
    ]);
    const [link, ...more] = joinTcp(seen(recorded('linux-6.18/ss-tcp.txt')), owners);
    expect(more).toEqual([]);
    expect(link).toMatchObject({
      endpoint: 'tcp://127.0.0.1:7101',
      binderAddress: '127.0.0.1:7101',
      connectorAddress: '127.0.0.1:53804',
    });
    expect(link?.binder).toMatchObject({ pid: 11, established: true });
    expect(link?.connector).toMatchObject({ pid: 22 });
    expect(link?.binder?.sendQueueBytes).toBeGreaterThan(0);
    expect(link?.connector?.receiveQueueBytes).toBeGreaterThan(0);
  });

  it('knows the binder of a wildcard address, and which end is missing', () => {
    const [bound] = joinTcp(
      seen('LISTEN 0 100 0.0.0.0:7101 0.0.0.0:* ino:1\nESTAB 0 9 10.0.0.1:7101 10.0.0.2:40000 ino:2\n'),
      new Map(),
    );
    expect(bound).toMatchObject({ endpoint: 'tcp://10.0.0.1:7101', connector: undefined });
    expect(bound?.binder?.sendQueueBytes).toBe(9);
    const [connected] = joinTcp(seen('ESTAB 7 0 10.0.0.2:40000 10.0.0.1:7101 ino:2\n'), new Map());
    expect(connected).toMatchObject({ endpoint: 'tcp://10.0.0.1:7101', binder: undefined });
    expect(connected?.connector?.receiveQueueBytes).toBe(7);
  });

  it('keeps the binder when its program has ended and nobody listens any more, whichever port is lower', () => {
    const orphan = 'FIN-WAIT-1 0 9 127.0.0.1:50000 127.0.0.1:40000 ino:0\n';
    const reader = 'ESTAB 7 0 127.0.0.1:40000 127.0.0.1:50000 ino:2\n';
    const [before] = joinTcp(
      seen(`LISTEN 0 1 127.0.0.1:50000 0.0.0.0:* ino:9\nESTAB 0 9 127.0.0.1:50000 127.0.0.1:40000 ino:1\n${reader}`),
      new Map(),
    );
    expect(before).toMatchObject({ endpoint: 'tcp://127.0.0.1:50000' });
    const isKnown = (id: string): boolean => id === before?.id;
    for (const left of [orphan + reader, reader + orphan, reader, orphan]) {
      expect(joinTcp(seen(left), new Map(), isKnown)).toMatchObject([
        { id: before?.id, endpoint: 'tcp://127.0.0.1:50000', binderAddress: '127.0.0.1:50000' },
      ]);
    }
    expect(joinTcp(seen(orphan + reader), new Map())).toMatchObject([{ endpoint: 'tcp://127.0.0.1:40000' }]);
  });

  it('knows by the kernel\u2019s own books which end connected, where nobody listens', () => {
    const binder =
      'ESTAB 0 1000 127.0.0.1:50000 127.0.0.1:40000 ino:1 rtt:1/1 bytes_sent:5300 bytes_retrans:300 bytes_acked:4400 notsent:400\n';
    const connector =
      'ESTAB 0 0 127.0.0.1:40000 127.0.0.1:50000 ino:2 rtt:1/1 bytes_sent:92 bytes_acked:93 bytes_received:4400\n';
    for (const seenBy of [binder + connector, connector + binder, binder, connector]) {
      expect(joinTcp(seen(seenBy), new Map())).toMatchObject([{ endpoint: 'tcp://127.0.0.1:50000' }]);
    }
  });

  it.each(kernels)('knows so on %s', (kernel) => {
    const all = seen(recorded(`${kernel}/ss-tcp.txt`));
    const wanted = joinTcp(all, new Map()).map(({ endpoint }) => endpoint);
    const established = all.filter(({ state }) => state === 'established');
    // Bound above all ports that the kernel gives to connecting sockets.
    const raised = (port: number): number => (port < 7200 ? port + 60_000 : port);
    const highPorts = established.map((socket) => ({
      ...socket,
      localPort: raised(socket.localPort),
      remotePort: raised(socket.remotePort),
    }));
    expect(joinTcp(established, new Map()).map(({ endpoint }) => endpoint)).toEqual(wanted);
    expect(joinTcp(highPorts, new Map()).map(({ binderAddress }) => binderAddress)).toEqual(
      wanted.map((endpoint) => endpoint.replace('tcp://', '').replace(/:710/, ':6710')),
    );
  });

  it('takes an attempt to connect for no connection', () => {
    expect(joinTcp(seen('SYN-SENT 0 1 10.0.0.2:40000 10.0.0.1:7101 ino:2\n'), new Map())).toEqual([]);
  });

  it('does not join loopback addresses of different containers', () => {
    const here = seen('ESTAB 0 0 127.0.0.1:7101 127.0.0.1:40000 ino:1\n');
    const there = seen('ESTAB 0 0 127.0.0.1:40000 127.0.0.1:7101 ino:2\n', 'net:[4]');
    expect(joinTcp([...here, ...there], new Map())).toHaveLength(2);
  });

  it('takes a socket that is connected to itself for both ends', () => {
    const self = seen('ESTAB 0 0 127.0.0.1:40004 127.0.0.1:40004 ino:7\n');
    const links = joinTcp(self, new Map([[7, 5]]));
    expect(links).toMatchObject([{ endpoint: 'tcp://127.0.0.1:40004', binder: { pid: 5 }, connector: { pid: 5 } }]);
    expect(links.map(isSelfConnected)).toEqual([true]);
  });

  it('joins a program that is connected to itself once', () => {
    const both =
      'LISTEN 0 1 127.0.0.1:7101 0.0.0.0:* ino:9\nESTAB 0 0 127.0.0.1:7101 127.0.0.1:40000 ino:1\nESTAB 0 0 127.0.0.1:40000 127.0.0.1:7101 ino:2\n';
    expect(
      joinTcp(
        seen(both),
        new Map([
          [1, 5],
          [2, 5],
        ]),
      ),
    ).toHaveLength(1);
  });
});

describe('joinUnix', () => {
  it('joins by inode and leaves out pairs without a path', () => {
    const sockets = parseSsUnix(
      `${recorded('linux-6.18/ss-unix.txt')}\nu_str ESTAB 0 0 * 5 * 6 <->\nu_str ESTAB 0 0 * 6 * 5 <->\n`,
    );
    const [link, ...more] = joinUnix(sockets, new Map([[155_526, 22]]));
    expect(more).toEqual([]);
    expect(link).toMatchObject({ transport: 'ipc', endpoint: 'ipc:///tmp/recorded.ipc' });
    expect(link?.connector).toMatchObject({ pid: 22, receiveQueueBytes: 49_152, sendQueueBytes: undefined });
  });

  it('knows a connection again when it is accepted: its bound end has no inode before', () => {
    const connector = 'u_str ESTAB 0 0 * 7 * BOUND <->\n';
    const waiting = parseSsUnix(`u_str ESTAB 0 0 /tmp/a.ipc 0 * 7 <->\n${connector.replace('BOUND', '0')}`);
    const accepted = parseSsUnix(`u_str ESTAB 0 0 /tmp/a.ipc 8 * 7 <->\n${connector.replace('BOUND', '8')}`);
    const owners = new Map([
      [7, 22],
      [8, 11],
    ]);
    const [before, after] = [joinUnix(waiting, owners), joinUnix(accepted, owners)];
    expect(before).toMatchObject([
      { endpoint: 'ipc:///tmp/a.ipc', binder: { pid: undefined }, connector: { pid: 22 } },
    ]);
    expect(after).toMatchObject([{ id: before[0]?.id, binder: { pid: 11 } }]);
  });
});
