import type { WatchedProcess } from '../../shared/watch/watch-view.ts';
import type { createZeroMqFinder } from '../kernel/process-libzmq.ts';
import {
  readDescriptors,
  readFileLimit,
  readNetworkNamespace,
  readProcess,
  readSocketOwners,
} from '../kernel/process-table.ts';
import type { ForeignNamespace } from './socket-table.ts';

/** USER_HZ: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;
/** A full walk through /proc is not repeated sooner than this. */
const ownersMaxAgeMs = 1000;

interface Tracked {
  readonly startTicks: number;
  view: WatchedProcess;
  cpuTicks: number;
  atMs: number;
}

/** Keeps what is known of the processes around the watched connections. */
export const createWatchedProcesses = (findZeroMq: ReturnType<typeof createZeroMqFinder>) => {
  const tracked = new Map<number, Tracked>();
  const unknownInodes = new Set<number>();
  let owners: ReadonlyMap<number, number> = new Map();
  let ownersAtMs = Number.NEGATIVE_INFINITY;
  let denied = 0;

  const add = async (pid: number, atMs: number): Promise<void> => {
    const [seen, zeroMq, fileLimit] = await Promise.all([readProcess(pid), findZeroMq(pid), readFileLimit(pid)]);
    if (seen === undefined) return;
    const view = {
      pid,
      name: seen.name,
      libzmq: zeroMq?.kind === 'libzmq' ? (zeroMq.version ?? 'unknown') : null,
      binding: zeroMq?.binding ?? null,
      versionFrom: zeroMq?.versionFrom ?? null,
      cpu: null,
      state: seen.state,
      openFiles: null,
      fileLimit: fileLimit ?? null,
    };
    tracked.set(pid, { startTicks: seen.startTicks, view, cpuTicks: seen.cpuTicks, atMs });
  };

  const refresh = async (entry: Tracked, atMs: number): Promise<void> => {
    if (entry.view.state === 'gone') return;
    const { pid } = entry.view;
    const [seen, descriptors] = await Promise.all([readProcess(pid), readDescriptors(pid)]);
    // A dead process that nobody has collected yet holds nothing any more.
    if (seen === undefined || seen.startTicks !== entry.startTicks || seen.state === 'Z') {
      entry.view = { ...entry.view, state: 'gone', cpu: null };
      return;
    }
    const seconds = (atMs - entry.atMs) / 1000;
    const cpu = seconds >= 0.2 ? Math.max(0, seen.cpuTicks - entry.cpuTicks) / ticksPerSecond / seconds : undefined;
    entry.view = {
      ...entry.view,
      state: seen.state,
      cpu: cpu ?? entry.view.cpu,
      openFiles: descriptors.kind === 'seen' ? descriptors.count : null,
    };
    if (cpu !== undefined && seconds >= 1) [entry.cpuTicks, entry.atMs] = [seen.cpuTicks, atMs];
  };

  return {
    /** Who holds which socket; walked again when `inodes` has new ones that nobody is known to hold. */
    async owners(inodes: Iterable<number>, atMs: number): Promise<ReadonlyMap<number, number>> {
      const fresh = [...inodes].filter((inode) => inode !== 0 && !owners.has(inode) && !unknownInodes.has(inode));
      if (fresh.length > 0 && atMs - ownersAtMs >= ownersMaxAgeMs) {
        ownersAtMs = atMs;
        ({ owners, denied } = await readSocketOwners());
        unknownInodes.clear();
        for (const inode of inodes) if (!owners.has(inode)) unknownInodes.add(inode);
      }
      return owners;
    },
    /** Takes in new processes and looks at the known ones again. */
    async update(pids: Iterable<number>, atMs: number): Promise<void> {
      for (const pid of pids) if (!tracked.has(pid)) await add(pid, atMs);
      await Promise.all([...tracked.values()].map((entry) => refresh(entry, atMs)));
    },
    views: (): readonly WatchedProcess[] => [...tracked.values()].map((entry) => entry.view),
    view: (pid: number | undefined): WatchedProcess | undefined =>
      pid === undefined ? undefined : tracked.get(pid)?.view,
    /** How many processes we could not look into at the last walk. */
    denied: (): number => denied,
  };
};

/** Watched processes that live in another network namespace, one of each. */
export const findForeignNamespaces = async (pids: Iterable<number>): Promise<readonly ForeignNamespace[]> => {
  const own = await readNetworkNamespace('self');
  const found = new Map<string, number>();
  for (const pid of pids) {
    const namespace = await readNetworkNamespace(pid);
    if (namespace !== undefined && namespace !== own) found.set(namespace, pid);
  }
  return [...found].map(([namespace, pid]) => ({ namespace, pid }));
};
