import { describe, expect, it } from 'vitest';
import { parseSsTcp } from '../../../../shared/kernel/ss-tcp.ts';
import { createConnectionBook } from '../../../../shared/watch/connection-book.ts';
import { bytesSinceFirstLook } from '../../../../shared/watch/connection-history.ts';
import { joinTcp, type LinkEnds } from '../../../../shared/watch/link-ends.ts';

/** From a bound port 7101 to one that connected, by the inodes of both ends. */
const link = (binder: number, connector: number, sent: number, port = 40_000): LinkEnds => {
  const info = `rtt:1/1 bytes_sent:${sent} bytes_acked:${sent}`;
  const [found] = joinTcp(
    parseSsTcp(
      `LISTEN 0 9 127.0.0.1:7101 0.0.0.0:* ino:9\nESTAB 0 0 127.0.0.1:7101 127.0.0.1:${port} ino:${binder} ${info}\nESTAB 0 0 127.0.0.1:${port} 127.0.0.1:7101 ino:${connector} rtt:1/1 bytes_received:${sent}\n`,
    ).map((socket) => ({ ...socket, namespace: '' })),
    new Map([binder, connector].map((inode) => [inode, inode * 10])),
  );
  if (found === undefined) throw new Error('no link');
  return found;
};

const createWatched = (most = 400) => {
  const book = createConnectionBook(most);
  const dead = new Set<number>();
  let atMs = 0;
  const look = (links: readonly LinkEnds[], sawTcp = true): void => {
    atMs += 250;
    book.look({ links, atMs, sawTcp, sawIpc: true, hasEnded: (pid) => dead.has(pid ?? 0) });
  };
  const seen = () =>
    book.all().map((history) => ({
      id: history.id,
      open: history.open,
      closedAtMs: history.closedAtMs,
      pids: [history.ends.binder?.pid, history.ends.connector?.pid],
      bytes: bytesSinceFirstLook(history),
    }));
  return { book, dead, look, seen };
};
const id = '127.0.0.1:7101-127.0.0.1:40000';

describe('the book of connections', () => {
  it('takes one look that missed a connection for an accident of that look', () => {
    const { look, seen } = createWatched();
    look([link(1, 2, 1000)]);
    look([]);
    expect(seen()).toMatchObject([{ id, open: true, bytes: 0 }]);
    look([link(1, 2, 5000)]);
    expect(seen()).toMatchObject([{ id, open: true, bytes: 4000 }]);
  });

  it('believes the second one, and dates the end by the first', () => {
    const { look, seen } = createWatched();
    look([link(1, 2, 1000)]);
    look([link(1, 2, 3000)]);
    look([]);
    look([]);
    expect(seen()).toMatchObject([{ id, open: false, closedAtMs: 750, bytes: 2000 }]);
    look([link(1, 2, 9000)]);
    expect(seen()).toMatchObject([{ id, open: true, closedAtMs: undefined, bytes: 8000 }]);
  });

  it('knows a connection again of which only one end had been seen', () => {
    const { look, seen } = createWatched();
    look([{ ...link(1, 2, 1000), connector: undefined }]);
    look([]);
    look([]);
    look([link(1, 2, 3000)]);
    expect(seen()).toMatchObject([{ id, open: true, pids: [10, 20] }]);
  });

  it('believes one where a program has ended', () => {
    const { dead, look, seen } = createWatched();
    look([link(1, 2, 1000)]);
    dead.add(20);
    look([]);
    expect(seen()).toMatchObject([{ open: false, closedAtMs: 500 }]);
  });

  it('does not mix two connections of the same addresses', () => {
    const { book, look, seen } = createWatched();
    look([link(1, 2, 1000)]);
    look([link(1, 2, 9000)]);
    const next = link(1, 3, 500);
    expect([book.looksAt(id), book.looksAt('another')]).toEqual([2, 0]);
    expect(book.follows(next)).toBe(false);
    look([next]);
    look([link(1, 3, 700)]);
    look([link(4, 5, 100)]);
    expect(seen()).toMatchObject([
      { id, open: false, pids: [10, 20], bytes: 8000 },
      { id: `${id} (2)`, open: false, pids: [10, 30], bytes: 200 },
      { id: `${id} (3)`, open: true, pids: [40, 50], bytes: 0 },
    ]);
  });

  it('does not mix them either when the first was closed before', () => {
    const { look, seen } = createWatched();
    look([link(1, 2, 1000)]);
    look([]);
    look([]);
    look([link(1, 3, 5000)]);
    look([link(1, 3, 6000)]);
    expect(seen()).toMatchObject([
      { id, open: false, pids: [10, 20], bytes: 0 },
      { id: `${id} (2)`, open: true, pids: [10, 30], bytes: 1000 },
    ]);
  });

  it('closes nothing when the table could not be read', () => {
    const { dead, look, seen } = createWatched();
    look([link(1, 2, 1000)]);
    dead.add(20);
    look([], false);
    look([], false);
    expect(seen()).toMatchObject([{ open: true }]);
    look([]);
    expect(seen()).toMatchObject([{ open: false, closedAtMs: 1000 }]);
  });

  it('keeps so many, counts the rest, and lets closed ones go first', () => {
    const { book, look, seen } = createWatched(2);
    look([link(1, 2, 0, 40_000), link(3, 4, 0, 40_001), link(5, 6, 0, 40_002)]);
    expect([seen().length, book.omitted()]).toEqual([2, 1]);
    for (let times = 0; times < 3; times += 1) look([link(3, 4, 0, 40_001), link(5, 6, 0, 40_002)]);
    expect(seen().map(({ pids }) => pids)).toEqual([
      [30, 40],
      [50, 60],
    ]);
    expect(book.omitted()).toBe(1);
  });
});
