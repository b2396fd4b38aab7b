import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSsTcp } from '../../../../shared/kernel/ss-tcp.ts';
import { recorded } from '../../../fixtures/recorded.ts';

describe('parseSsTcp', () => {
  it.each(['ss-tcp.txt', 'ss-tcp-two-lines.txt'])('reads Linux 6.18 and iproute2 6.1 in %s', (file) => {
    const [listener, sender, receiver, ...more] = parseSsTcp(recorded(`linux-6.18/${file}`));
    expect(more).toEqual([]);
    expect(listener).toMatchObject({
      state: 'listen',
      localAddress: '127.0.0.1',
      localPort: 7101,
      inode: 157_317,
      info: undefined,
    });
    expect(sender).toMatchObject({
      state: 'established',
      localPort: 7101,
      remotePort: 53_804,
      inode: 157_318,
      receiveQueueBytes: 0,
    });
    expect(sender?.sendQueueBytes).toBeGreaterThan(2_000_000);
    expect(sender?.info).toMatchObject({ bytesReceived: 92 });
    expect(sender?.info?.retransmits).toBe(file === 'ss-tcp.txt' ? 1 : 2);
    expect(sender?.info?.rwndLimitedMs).toBeGreaterThan(2000);
    expect(sender?.info?.notSentBytes).toBeGreaterThan(1_000_000);
    expect(receiver).toMatchObject({ localPort: 53_804, remotePort: 7101, inode: 155_528, sendQueueBytes: 0 });
    expect(receiver?.receiveQueueBytes).toBeGreaterThan(700_000);
    expect(receiver?.info).toMatchObject({ rwndLimitedMs: 0, retransmits: 0 });
  });

  // Written by hand in the form that iproute2 4.9 gives on Linux 4.4 to 4.8: no limits, no byte counts, a Netid column when families are mixed.
  it('reads what older kernels leave out as nothing measured', () => {
    const [socket] = parseSsTcp(
      'State      Recv-Q Send-Q Local Address:Port               Peer Address:Port\n' +
        'tcp    ESTAB      0      36     10.0.2.15:22                 10.0.2.2:50312               timer:(on,224ms,0) uid:1000 ino:20133 sk:5 <->\n' +
        '\t cubic wscale:7,7 rto:204 rtt:0.331/0.169 ato:40 mss:1448 cwnd:10 unacked:1 retrans:0/7 rcv_space:28960',
    );
    expect(socket).toMatchObject({ localAddress: '10.0.2.15', uid: 1000, inode: 20_133, sendQueueBytes: 36 });
    expect(socket?.info).toMatchObject({ rttMs: 0.331, retransmits: 7, busyMs: 0, bytesAcked: 0 });
  });

  it('reads wildcard, IPv6, mapped and scoped addresses', () => {
    const sockets = parseSsTcp(`LISTEN 0 100 *:7101 *:* ino:1 sk:1
LISTEN 0 100 [::]:7102 [::]:* ino:2 sk:2
ESTAB 0 0 [::ffff:127.0.0.1]:7103 [::ffff:127.0.0.1]:40000 ino:3 sk:3
ESTAB 0 0 [fe80::1]%eth0:7104 [fe80::2]:40000 ino:4 sk:4
`);
    expect(sockets.map((socket) => [socket.localAddress, socket.localPort, socket.remotePort])).toEqual([
      ['0.0.0.0', 7101, 0],
      ['::', 7102, 0],
      ['127.0.0.1', 7103, 40_000],
      ['fe80::1', 7104, 40_000],
    ]);
  });

  it('leaves out what is no socket, and is not led by a program that calls itself like a figure', () => {
    expect(parseSsTcp('Cannot open netlink socket\nUsage: ss [ OPTIONS ]\n\n  -h, --help\n')).toEqual([]);
    expect(parseSsTcp(`ESTAB 0 0 127.0.0.1:1 127.0.0.1:2 ${'x'.repeat(10_000)}`)).toEqual([]);
    const [socket] = parseSsTcp(
      'ESTAB 0 0 127.0.0.1:1 127.0.0.1:2 users:(("ino:99",pid=1,fd=2)) ino:5 sk:1 rtt:1/1 cwnd:10',
    );
    expect(socket?.inode).toBe(5);
  });

  it('survives any text, with figures that are figures', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'ESTAB 0 0 127.0.0.1:1 127.0.0.1:2 ',
        'rtt:',
        'rtt:1e999/',
        'busy:-5ms ',
        'retrans:0/',
        '\n',
        '\n\t ',
        'ino:9 ',
        '[::1]:',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        for (const socket of parseSsTcp(pieces.join(''))) {
          const figures = [socket.inode, socket.localPort, socket.sendQueueBytes, ...Object.values(socket.info ?? {})];
          expect(figures.every((figure) => Number.isFinite(figure) && figure >= 0)).toBe(true);
        }
      }),
    );
  });
});
