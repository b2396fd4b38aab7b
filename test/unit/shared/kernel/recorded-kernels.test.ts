import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseNetCounters, parseProcNetDev } from '../../../../shared/kernel/proc-net-counters.ts';
import { parseProcNetTcp } from '../../../../shared/kernel/proc-net-tcp.ts';
import { parseProcNetUnix } from '../../../../shared/kernel/proc-net-unix.ts';
import { parseMappedFiles, parseOpenFileLimit, parseProcStat } from '../../../../shared/kernel/proc-pid.ts';
import { parseSsTcp } from '../../../../shared/kernel/ss-tcp.ts';
import { parseSsUnix } from '../../../../shared/kernel/ss-unix.ts';
import { joinTcp, joinUnix } from '../../../../shared/watch/link-ends.ts';
import { kernelFolder, type OwnSocket, recorded, recordedTruth, type Truth } from '../../../fixtures/recorded.ts';

const kernels = readdirSync(kernelFolder).filter((name) => existsSync(new URL(`${name}/truth.json`, kernelFolder)));

/** What a program knew of one socket before and after the kernel was read: a figure lies between the two. */
interface Known {
  readonly pid: number;
  readonly before: OwnSocket;
  readonly after: OwnSocket;
}

const known = (truth: Truth): readonly Known[] =>
  (['sender', 'receiver'] as const).flatMap((role) =>
    truth.before[role].map((before) => {
      const after = truth.after[role].find(({ inode }) => inode === before.inode);
      if (after === undefined) throw new Error(`socket ${before.inode} went while the kernel was read`);
      return { pid: truth.pids[role], before, after };
    }),
  );

const expectBetween = (value: number | undefined, before: number | undefined, after: number | undefined): void => {
  expect(value).toBeGreaterThanOrEqual(Math.min(before ?? Number.NaN, after ?? Number.NaN));
  expect(value).toBeLessThanOrEqual(Math.max(before ?? Number.NaN, after ?? Number.NaN));
};

/** ss prints whole milliseconds, rounded down. */
const ms = (microseconds: number | undefined): number => Math.floor((microseconds ?? Number.NaN) / 1000);

const byInode = <Entry extends { readonly inode: number }>(entries: readonly Entry[], inode: number): Entry => {
  const [entry, ...more] = entries.filter((candidate) => candidate.inode === inode);
  if (entry === undefined || more.length > 0) throw new Error(`socket ${inode} is there ${more.length + 1} times`);
  return entry;
};

it('holds recordings of several kernels', () => {
  expect(kernels.length).toBeGreaterThanOrEqual(6);
});

describe.each(kernels)('%s', (kernel) => {
  const text = (file: string): string => recorded(`${kernel}/${file}`);
  const truth = recordedTruth(kernel);
  const sockets = known(truth);
  const tcp = sockets.filter(({ before }) => before.local !== undefined);
  const unix = sockets.filter(({ before }) => before.path !== undefined);
  const owners = new Map(sockets.map(({ pid, before }) => [before.inode, pid]));

  it.each([
    ['ss', parseSsTcp(text('ss-tcp.txt'))],
    ['ss on two lines', parseSsTcp(text('ss-tcp-two-lines.txt'))],
    ['/proc', [...parseProcNetTcp(text('proc-net-tcp.txt')), ...parseProcNetTcp(text('proc-net-tcp6.txt'))]],
  ])('has the tcp queues that the programs know of, from %s', (_from, entries) => {
    expect(entries).toHaveLength(tcp.length);
    for (const { before, after } of tcp) {
      const entry = byInode(entries, before.inode);
      expect([entry.localAddress, entry.localPort]).toEqual(before.local);
      expect(entry.state).toBe(before.listens ? 'listen' : 'established');
      if (before.listens) continue;
      expect([entry.remoteAddress, entry.remotePort]).toEqual(before.remote);
      expectBetween(entry.receiveQueueBytes, before.unread, after.unread);
      expectBetween(entry.sendQueueBytes, before.unacknowledged, after.unacknowledged);
    }
  });

  it.each(['ss-tcp.txt', 'ss-tcp-two-lines.txt'])('has what tcp_info says, from %s', (file) => {
    for (const { before, after } of tcp.filter(({ before: { listens } }) => !listens)) {
      const { info } = byInode(parseSsTcp(text(file)), before.inode);
      expectBetween(info?.bytesReceived, before.info?.bytesReceived, after.info?.bytesReceived);
      expectBetween(info?.bytesAcked, before.info?.bytesAcked, after.info?.bytesAcked);
      expectBetween(info?.retransmits, before.info?.retransmits, after.info?.retransmits);
      expectBetween(info?.notSentBytes, before.info?.notSentBytes, after.info?.notSentBytes);
      expectBetween(info?.busyMs, ms(before.info?.busyMicroseconds), ms(after.info?.busyMicroseconds));
      const [limitedBefore, limitedAfter] = [before.info, after.info].map((own) => ms(own?.rwndLimitedMicroseconds));
      expectBetween(info?.rwndLimitedMs, limitedBefore, limitedAfter);
      const [roundTripBefore, roundTripAfter] = [before.info, after.info].map((own) => own?.rttMicroseconds);
      expectBetween(Math.round((info?.rttMs ?? 0) * 1000), roundTripBefore, roundTripAfter);
    }
  });

  it('sees a stalled sender in these figures: the truth is not all zeros', () => {
    const [stalled] = tcp.filter(({ before: { info } }) => (info?.rwndLimitedMicroseconds ?? 0) > 1_000_000);
    expect(stalled?.pid).toBe(truth.pids.sender);
    expect(stalled?.before.info?.notSentBytes).toBeGreaterThan(100_000);
  });

  it.each(['ss-unix.txt', 'ss-unix-with-head.txt'])('has the unread bytes of ipc sockets, from %s', (file) => {
    const entries = parseSsUnix(text(file)).filter(({ inode }) => owners.has(inode));
    expect(entries).toHaveLength(unix.length);
    for (const { before } of unix) {
      const entry = byInode(entries, before.inode);
      expect(entry.path ?? '').toBe(before.path);
      expect(entry.state).toBe(before.listens ? 'LISTEN' : 'ESTAB');
      if (!before.listens) expect(entry.receiveQueueBytes).toBe(before.unread);
    }
    expect(entries.some(({ receiveQueueBytes }) => receiveQueueBytes > 10_000)).toBe(true);
  });

  it('has the names of ipc sockets, from /proc', () => {
    const names = parseProcNetUnix(text('proc-net-unix.txt'));
    for (const { before } of unix) {
      const { listening, path } = byInode(names, before.inode);
      expect([listening, path ?? '']).toEqual([before.listens, before.path]);
    }
  });

  it('joins both ends of each connection, with the programs that hold them', () => {
    const seen = parseSsTcp(text('ss-tcp.txt')).map((socket) => ({ ...socket, namespace: '' }));
    const links = [...joinTcp(seen, owners), ...joinUnix(parseSsUnix(text('ss-unix.txt')), owners)];
    expect(links.map(({ endpoint }) => endpoint).sort()).toEqual(
      ['ipc:///tmp/recorded.ipc', 'ipc://@recorded', 'tcp://127.0.0.1:7101', 'tcp://[::1]:7102'].sort(),
    );
    for (const { binder, connector } of links)
      expect([binder?.pid, connector?.pid]).toEqual([truth.pids.sender, truth.pids.receiver]);
  });

  it('reads a process and the counters of the machine', () => {
    expect(parseProcStat(text('proc-pid-stat.txt'))).toMatchObject({ command: 'python3' });
    expect(parseOpenFileLimit(text('proc-pid-limits.txt'))).toBeGreaterThanOrEqual(1024);
    expect(parseMappedFiles(text('proc-pid-maps.txt')).filter((file) => /libzmq\.so/.test(file))).toHaveLength(1);
    expect(parseNetCounters(text('proc-net-snmp.txt')).get('Tcp.OutSegs')).toBeGreaterThan(0);
    expect(parseNetCounters(text('proc-net-netstat.txt')).get('TcpExt.ListenOverflows')).toBe(0);
    expect(parseProcNetDev(text('proc-net-dev.txt')).map(({ name }) => name)).toContain('lo');
  });
});
