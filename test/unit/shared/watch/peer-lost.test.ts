import { describe, expect, it } from 'vitest';
import { parseSsTcp } from '../../../../shared/kernel/ss-tcp.ts';
import { addLook, beginHistory, missLook } from '../../../../shared/watch/connection-history.ts';
import { joinTcp, type LinkEnds } from '../../../../shared/watch/link-ends.ts';
import { peerLost } from '../../../../shared/watch/peer-lost.ts';
import { watchedProcess } from '../../../fixtures/attach/watched.ts';

const link = (text: string, owners: readonly (readonly [number, number])[]): LinkEnds => {
  const [found] = joinTcp(
    parseSsTcp(text).map((socket) => ({ ...socket, namespace: '' })),
    new Map(owners),
  );
  if (found === undefined) throw new Error('no link');
  return found;
};
const subscriber = 'ESTAB 500 0 127.0.0.1:40000 127.0.0.1:7101 ino:2';
const both = link(`ESTAB 0 900 127.0.0.1:7101 127.0.0.1:40000 ino:1\n${subscriber}\n`, [
  [1, 11],
  [2, 22],
]);
const left = link(`FIN-WAIT-1 0 800 127.0.0.1:7101 127.0.0.1:40000 ino:0\n${subscriber}\n`, [[2, 22]]);

const view = (pid: number | undefined) =>
  pid === undefined ? undefined : watchedProcess(pid, { state: pid === 11 ? 'gone' : 'S' });

describe('a connection whose program has ended', () => {
  it('is still that program\u2019s while the kernel delivers what it had taken', () => {
    const history = addLook(beginHistory(both, 1000), left, 1250);
    expect(history.ends.binder).toMatchObject({ pid: 11, orphaned: true, sendQueueBytes: 800 });
    const finding = peerLost(history, view);
    expect(finding).toMatchObject({ code: 'peer-lost', subject: '11', fromMs: 1250 });
    expect(finding?.evidence[1]?.sentence).toContain('1,300 bytes stand in the kernel');
  });

  it('is still that program\u2019s while its peer has bytes left to read, and its own end is gone', () => {
    const unread = link(subscriber, [[2, 22]]);
    const history = addLook(addLook(beginHistory(both, 1000), left, 1250), unread, 1500);
    expect(history).toMatchObject({ open: true, orphanedAtMs: 1250, ends: { binder: { pid: 11, orphaned: true } } });
    expect(peerLost(history, view)?.evidence[1]?.sentence).toContain('500 bytes stand in the kernel');
  });

  it('is not told from one look that missed an end', () => {
    const missed = addLook(addLook(beginHistory(both, 1000), both, 1250), link(subscriber, [[2, 22]]), 1500);
    expect(missed).toMatchObject({
      open: true,
      orphanedAtMs: undefined,
      ends: { binder: { pid: 11, established: true, orphaned: false, sendQueueBytes: 900 } },
    });
    expect(peerLost(missed, view)).toBeUndefined();
    expect(addLook(missed, both, 1750).ends.binder?.isMissed).toBeUndefined();
    const gone = addLook(missed, link(subscriber, [[2, 22]]), 1750);
    expect(gone).toMatchObject({ orphanedAtMs: 1750, ends: { binder: { pid: 11, orphaned: true } } });
    expect(peerLost(gone, view)).toMatchObject({ subject: '11' });
  });

  it('is told once, with the time at which the program went', () => {
    const history = missLook(addLook(addLook(beginHistory(both, 1000), left, 1250), left, 1500), 9000, true);
    expect(peerLost(history, view)).toMatchObject({ fromMs: 1250, toMs: 1250 });
    expect(peerLost(addLook(beginHistory(both, 1000), both, 1250), view)).toBeUndefined();
  });

  it('is not lost by a program that closed it and ended later', () => {
    const later = (pid: number | undefined) => {
      const seen = view(pid);
      return seen && { ...seen, endedAtMs: seen.state === 'gone' ? 5000 : null };
    };
    const closed = missLook(missLook(addLook(beginHistory(both, 1000), both, 1250), 1500, false), 1750, false);
    expect(peerLost(closed, later)).toBeUndefined();
    const orphaned = addLook(addLook(addLook(beginHistory(both, 1000), both, 1250), left, 1500), left, 1750);
    expect(peerLost(orphaned, later)).toBeUndefined();
    expect(peerLost(missLook(orphaned, 5000, true), later)).toBeUndefined();
  });

  it('is lost by a program that was still seen at the look that missed its connection', () => {
    const next = (pid: number | undefined) => {
      const seen = view(pid);
      return seen && { ...seen, endedAtMs: seen.state === 'gone' ? 1750 : null };
    };
    const missed = missLook(addLook(beginHistory(both, 1000), both, 1250), 1500, false);
    expect(peerLost(missLook(missed, 1750, true), next)).toMatchObject({ subject: '11', fromMs: 1750 });
  });

  it('is lost, too, when a child inherited the socket and holds it open', () => {
    const heir = link(`ESTAB 0 900 127.0.0.1:7101 127.0.0.1:40000 ino:1\n${subscriber}\n`, [
      [1, 33],
      [2, 22],
    ]);
    const history = addLook(addLook(beginHistory(both, 1000), heir, 1250), heir, 1500);
    expect(history.ends.binder).toMatchObject({ pid: 33, inheritedFrom: 11 });
    const finding = peerLost(history, view);
    expect(finding).toMatchObject({ code: 'peer-lost', subject: '11' });
    expect(finding?.evidence[0]?.sentence).toContain('process 33 (program33) inherited its socket');
    const alive = (pid: number | undefined) => (pid === undefined ? undefined : watchedProcess(pid));
    expect(peerLost(history, alive)).toBeUndefined();
  });

  it('is nobody\u2019s where it was seen only afterwards', () => {
    const history = addLook(beginHistory(left, 1000), left, 1250);
    expect(history.ends.binder).toMatchObject({ pid: undefined, orphaned: true });
    expect(peerLost(history, view)).toBeUndefined();
  });
});
