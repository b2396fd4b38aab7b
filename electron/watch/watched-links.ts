import type { LinkEnds } from '../../shared/watch/link-ends.ts';
import type { WatchTarget } from '../../shared/watch/watch-view.ts';
import type { SocketTable } from './socket-table.ts';

/** It is between programs that are watched or accused, or at the port that is watched. */
export const concerns = (
  link: LinkEnds,
  target: WatchTarget,
  pids: ReadonlySet<number>,
  accused: Pick<ReadonlySet<number>, 'has'>,
): boolean => {
  if (touches(link, pids) || touches(link, accused)) return true;
  const port = target.kind === 'port' ? `:${target.port}` : undefined;
  if (port === undefined || link.transport !== 'tcp') return false;
  return link.binderAddress.endsWith(port) || link.connectorAddress.endsWith(port);
};

export const touches = (link: LinkEnds, pids: Pick<ReadonlySet<number>, 'has'>): boolean =>
  [link.binder?.pid, link.connector?.pid].some((pid) => pid !== undefined && pids.has(pid));

/** Without the ends that their program has left to the kernel. */
export const heldBy = ({ binder, connector }: LinkEnds, pids: ReadonlySet<number>): boolean =>
  [binder, connector].some((end) => end?.pid !== undefined && !end.orphaned && pids.has(end.pid));

export const inodesOf = ({ tcp, unix }: SocketTable): ReadonlySet<number> =>
  new Set([...tcp.filter(({ state }) => state !== 'time-wait'), ...unix].map(({ inode }) => inode));

/** The sockets at the ends of these links that nobody is known to hold. */
export const ownerless = (links: readonly LinkEnds[]): readonly number[] =>
  links.flatMap(({ binder, connector }) =>
    [binder, connector].flatMap((end) => (end === undefined || end.pid !== undefined ? [] : [end.inode])),
  );

export const pidsOf = (links: readonly LinkEnds[], targets: ReadonlySet<number>): ReadonlySet<number> => {
  const pids = new Set(targets);
  for (const link of links) {
    for (const pid of [link.binder, link.connector].flatMap((end) => [end?.pid, end?.inheritedFrom]))
      if (pid !== undefined && pid !== process.pid) pids.add(pid);
  }
  return pids;
};
