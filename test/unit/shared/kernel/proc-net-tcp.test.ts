import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProcNetTcp } from '../../../../shared/kernel/proc-net-tcp.ts';

const heading =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     ';

describe('parseProcNetTcp', () => {
  it('reads both ends, the queues, the state, the owner and the inode', () => {
    const text = `${heading}
   0: 0100007F:176F 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 32608 1 00000000b0c6366d 100 0 0 10 0                      
   4: 0100007F:D8B8 0100007F:176F 01 00230211:00000000 04:00000238 00000000  1000        0 33063 2 0000000094b5aef6 21 4 25 17 -1                    
   6: 0100007F:176F 0100007F:D8B8 01 00000000:000B03CB 00:00000000 00000000     0        0 33065 1 000000003f7e8d55 20 8 0 14 -1                     
`;
    const entries = parseProcNetTcp(text);
    expect(entries.map((entry) => entry.state)).toEqual(['listen', 'established', 'established']);
    expect(entries[1]).toEqual({
      localAddress: '127.0.0.1',
      localPort: 55480,
      remoteAddress: '127.0.0.1',
      remotePort: 5999,
      state: 'established',
      sendQueueBytes: 2_294_289,
      receiveQueueBytes: 0,
      inode: 33063,
      uid: 1000,
    });
    expect(entries[2]?.receiveQueueBytes).toBe(721_867);
  });

  it('reads tcp6, and writes IPv4 in IPv6 as IPv4', () => {
    const text = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   1: 00000000000000000000000001000000:AA2A 00000000000000000000000001000000:176E 01 00000000:00000000 00:00000000 00000000     0        0 33071 1 0 20 4 25 14 -1
   2: 0000000000000000FFFF00000100007F:AA2A 0000000000000000FFFF00000200007F:176E 08 00000000:00000000 00:00000000 00000000     0        0 33072 1 0 20 4 25 14 -1
   3: B80D0120000000000000000001000000:AA2A 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 33073 1 0 20 4 25 14 -1
`;
    const entries = parseProcNetTcp(text);
    expect(entries.map((entry) => entry.localAddress)).toEqual(['::1', '127.0.0.1', '2001:db8::1']);
    expect(entries.map((entry) => entry.remoteAddress)).toEqual(['::1', '127.0.0.2', '::']);
    expect(entries[1]?.state).toBe('close-wait');
  });

  it('leaves out lines that were cut, garbled or are none', () => {
    const line =
      '   4: 0100007F:D8B8 0100007F:176F 01 00230211:00000000 04:00000238 00000000  1000        0 33063 2 0 21';
    expect(parseProcNetTcp(line)).toHaveLength(1);
    for (const broken of [
      '',
      heading,
      line.slice(0, 60),
      line.replace('0100007F:D8B8', '0100007G:D8B8'),
      line.replace('00230211:00000000', '-0230211:00000000'),
      line.replace('33063', '__proto__'),
      line.replace('   4:', '   x:'),
      `${line}${' '.repeat(5000)}`,
    ]) {
      expect(parseProcNetTcp(broken)).toEqual([]);
    }
  });

  it('survives any text, with figures that are figures', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('0: ', '0100007F:D8B8 ', '01 ', '00000000:00000000 ', '0 ', '\n', '\0'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        for (const entry of parseProcNetTcp(pieces.join(''))) {
          for (const figure of [
            entry.localPort,
            entry.remotePort,
            entry.sendQueueBytes,
            entry.receiveQueueBytes,
            entry.inode,
          ]) {
            expect(Number.isFinite(figure) && figure >= 0).toBe(true);
          }
        }
      }),
    );
  });
});
