import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSsUnix } from '../../../../shared/kernel/ss-unix.ts';

describe('parseSsUnix', () => {
  it('reads path, inodes and queues', () => {
    const text = `u_str LISTEN 0      100    /tmp/hw-test.ipc 32609 * 0     users:(("python3",pid=6715,fd=12)) <-> ino:2146594 dev:0/65024 peers:
u_str ESTAB  49152  0      /tmp/hw-test.ipc 33066 * 33064 users:(("python3",pid=6715,fd=18),("sh (x)",pid=7,fd=1)) <-> ino:2146594 dev:0/65024       
u_str ESTAB  0      53760                 * 33064 * 33066 <->                               
`;
    const [listener, accepted, connector] = parseSsUnix(text);
    expect(listener).toMatchObject({ state: 'LISTEN', path: '/tmp/hw-test.ipc', peerInode: 0 });
    expect(accepted).toEqual({
      kind: 'u_str',
      state: 'ESTAB',
      receiveQueueBytes: 49_152,
      sendMemoryBytes: 0,
      path: '/tmp/hw-test.ipc',
      inode: 33_066,
      peerInode: 33_064,
    });
    expect(connector).toMatchObject({
      path: undefined,
      inode: 33_064,
      peerInode: 33_066,
      sendMemoryBytes: 53_760,
    });
  });

  it('reads paths with spaces and digits in them, and abstract names', () => {
    const [spaced, abstract] = parseSsUnix(
      'u_str ESTAB 0 0 /tmp/my feed 17 old.ipc 33066 * 33064 <->\nu_str ESTAB 5 0 @feed 3 * 4\n',
    );
    expect(spaced).toMatchObject({ path: '/tmp/my feed 17 old.ipc', inode: 33_066, peerInode: 33_064 });
    expect(abstract).toMatchObject({ path: '@feed', receiveQueueBytes: 5, inode: 3 });
  });

  it('leaves out the heading, cut lines and overlong lines', () => {
    expect(
      parseSsUnix(`Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port
u_str ESTAB 0 0 /tmp/x 33066 *
u_str ESTAB zero 0 /tmp/x 1 * 2
u_str ESTAB 0 0 /${'x'.repeat(9000)} 1 * 2`),
    ).toEqual([]);
  });

  it('survives any text in good time', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('u_str ESTAB 0 0 ', ' * 1', ' * ', '1 ', '   ', '\n', '",pid=1,fd='),
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => Array.isArray(parseSsUnix(pieces.join('')))));
    const started = performance.now();
    parseSsUnix(`u_str ESTAB 0 0 ${'1 '.repeat(4000)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
