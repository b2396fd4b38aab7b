import { addLook, beginHistory, type ConnectionHistory, missLook } from './connection-history.ts';
import type { LinkEnds } from './link-ends.ts';

/** One look at all connections that concern a watch. */
export interface BookLook {
  readonly links: readonly LinkEnds[];
  readonly atMs: number;
  /** False where the kernel's table could not be read this time: that says nothing of its connections. */
  readonly sawTcp: boolean;
  readonly sawIpc: boolean;
  /** The process that had this pid at that time. */
  readonly hasEnded: (pid: number | undefined, hadItAtMs: number) => boolean;
}

/** Keeps the histories of so many connections; the closed ones go first. Each life of a connection is one history. */
export const createConnectionBook = (maxConnections: number) => {
  const histories = new Map<string, ConnectionHistory>();
  /** The history that a link's next look belongs to, by the link's id. */
  const current = new Map<string, string>();
  let forgotten = 0;
  let omitted = 0;

  const keep = (history: ConnectionHistory): void => {
    histories.set(history.id, history);
  };
  const of = (linkId: string): ConnectionHistory | undefined => histories.get(current.get(linkId) ?? '');

  const begin = (link: LinkEnds, atMs: number): void => {
    if (histories.size >= maxConnections && !forgetClosed()) {
      omitted += 1;
      return;
    }
    const history = beginHistory(link, atMs, freeId(link.id));
    current.set(link.id, history.id);
    keep(history);
  };

  const freeId = (linkId: string): string => {
    if (!histories.has(linkId)) return linkId;
    let life = 2;
    while (histories.has(`${linkId} (${life})`)) life += 1;
    return `${linkId} (${life})`;
  };

  const forgetClosed = (): boolean => {
    for (const history of histories.values()) {
      if (history.open) continue;
      histories.delete(history.id);
      if (current.get(history.ends.id) === history.id) current.delete(history.ends.id);
      forgotten += 1;
      return true;
    }
    return false;
  };

  return {
    look({ links, atMs, sawTcp, sawIpc, hasEnded }: BookLook): void {
      omitted = 0;
      const seen = new Map(links.map((link) => [link.id, link]));
      for (const history of histories.values()) {
        const wasLookedFor = history.ends.transport === 'tcp' ? sawTcp : sawIpc;
        const link = history.open ? seen.get(history.ends.id) : undefined;
        if (link !== undefined && isSameLife(history, link)) continue;
        const { binder, connector } = history.ends;
        const isOver =
          link !== undefined || [binder, connector].some((end) => hasEnded(end?.pid, history.firstLook.atMs));
        if (!history.open || wasLookedFor) keep(missLook(history, atMs, isOver));
      }
      for (const link of seen.values()) {
        const known = of(link.id);
        if (known !== undefined && isSameLife(known, link)) keep(addLook(known, link, atMs));
        else begin(link, atMs);
      }
    },
    all: (): readonly ConnectionHistory[] => [...histories.values()],
    isOpen: (linkId: string): boolean => of(linkId)?.open === true,
    /** How often a link was looked at, as far as that is kept. */
    looksAt: (linkId: string): number => of(linkId)?.looks.length ?? 0,
    /** It is one more look at a connection that is kept. */
    follows: (link: LinkEnds): boolean => {
      const known = of(link.id);
      return known?.open === true && isSameLife(known, link);
    },
    /** Connections that are there and not kept, and closed ones that had to make room. */
    omitted: (): number => omitted + forgotten,
  };
};

/**
 * A socket has one inode for its life, and none before it is accepted and after its program has left it. The addresses of a
 * connection that was closed may be used again: then one end at least must be known for what it was.
 */
const isSameLife = ({ open, ends }: ConnectionHistory, now: LinkEnds): boolean => {
  const inodes = [
    [ends.binder?.inode ?? 0, now.binder?.inode ?? 0],
    [ends.connector?.inode ?? 0, now.connector?.inode ?? 0],
  ] as const;
  if (inodes.some(([before, after]) => before !== 0 && after !== 0 && before !== after)) return false;
  return open || inodes.some(([before, after]) => before !== 0 && before === after);
};
