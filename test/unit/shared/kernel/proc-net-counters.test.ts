import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNetCounters, parseProcNetDev } from '../../../../shared/kernel/proc-net-counters.ts';
import { recorded } from '../../../fixtures/recorded.ts';

describe('parseNetCounters', () => {
  it('joins names and values of both files', () => {
    const snmp = parseNetCounters(recorded('linux-6.18/proc-net-snmp.txt'));
    expect(snmp.get('Tcp.OutSegs')).toBeGreaterThan(100);
    expect(snmp.get('Tcp.RetransSegs')).toBe(2);
    expect(parseNetCounters(recorded('linux-6.18/proc-net-netstat.txt')).get('TcpExt.ListenOverflows')).toBe(0);
  });

  it('keeps apart groups whose lines do not belong together, and survives any text', () => {
    expect(parseNetCounters('Tcp: A B\nUdp: 1 2\n').size).toBe(0);
    expect(parseNetCounters('Tcp: A B\nTcp: 1\n')).toEqual(new Map([['Tcp.A', 1]]));
    fc.assert(fc.property(fc.string(), (text) => parseNetCounters(text).size >= 0));
  });
});

describe('parseProcNetDev', () => {
  it('reads drops and errors of both ways', () => {
    const [lo] = parseProcNetDev(recorded('linux-6.18/proc-net-dev.txt'));
    expect(lo).toMatchObject({ name: 'lo', receiveDrops: 0, sendErrors: 0 });
    expect(parseProcNetDev('  eth0: 100 2 3 4 0 0 0 0 200 5 6 7 0 0 0 0\nwlan0:1 2 3\nface |bytes\n')).toEqual([
      {
        name: 'eth0',
        receivedPackets: 2,
        receiveErrors: 3,
        receiveDrops: 4,
        sentPackets: 5,
        sendErrors: 6,
        sendDrops: 7,
      },
    ]);
  });
});
