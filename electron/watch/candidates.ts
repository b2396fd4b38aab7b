import { joinTcp, joinUnix, type LinkEnds } from '../../shared/watch/link-ends.ts';
import type { WatchCandidate } from '../../shared/watch/watch-view.ts';
import { createZeroMqFinder } from '../kernel/process-libzmq.ts';
import { readProcess, readSocketOwners } from '../kernel/process-table.ts';
import { findSs } from '../kernel/ss-command.ts';
import { listListeners } from './listeners.ts';
import { readSocketTable } from './socket-table.ts';
import { findForeignNamespaces } from './watched-processes.ts';

/** The running programs that have libzmq in them, or show another implementation of ZeroMQ, Highwater itself left out; and how many could not be looked into. */
export const listCandidates = async (): Promise<{
  readonly candidates: readonly WatchCandidate[];
  readonly denied: number;
}> => {
  if (process.platform !== 'linux') return { candidates: [], denied: 0 };
  const findZeroMq = createZeroMqFinder();
  const { owners, denied } = await readSocketOwners();
  const pids = [...new Set(owners.values())].filter((pid) => pid !== process.pid);
  const table = await readSocketTable(findSs(), await findForeignNamespaces(pids));
  const links = [...joinTcp(table.tcp, owners), ...joinUnix(table.unix, owners)];
  const candidates: WatchCandidate[] = [];
  for (const pid of pids) {
    const [seen, zeroMq] = await Promise.all([readProcess(pid), findZeroMq(pid)]);
    if (seen === undefined || zeroMq === undefined) continue;
    candidates.push({
      pid,
      name: seen.name,
      libzmq: zeroMq.kind === 'libzmq' ? (zeroMq.version ?? 'unknown') : null,
      binding: zeroMq.binding ?? null,
      listens: listListeners(table, owners, (owner) => owner === pid).map((listener) => listener.endpoint),
      connections: links.filter((link) => touches(link, pid)).length,
    });
  }
  return { candidates: candidates.sort((a, b) => a.pid - b.pid), denied };
};

const touches = (link: LinkEnds, pid: number): boolean => link.binder?.pid === pid || link.connector?.pid === pid;
