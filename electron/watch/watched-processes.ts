import type { WatchedProcess } from '../../shared/watch/watch-view.ts';
import type { createZeroMqFinder } from '../kernel/process-libzmq.ts';
import {
  readDescriptors,
  readFileLimit,
  readNetworkNamespace,
  readProcess,
  type SeenProcess,
} from '../kernel/process-table.ts';
import type { SocketHolder } from './socket-owners.ts';
import type { ForeignNamespace } from './socket-table.ts';

/** USER_HZ: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;
/** Of one pid. */
const maxFormer = 4;
/** A program may load libzmq, or run another program in its place, at any time. */
const zeroMqMaxAgeMs = 1000;

interface Tracked {
  readonly startTicks: number;
  view: WatchedProcess;
  commandLine: string;
  zeroMqAtMs: number;
  cpuTicks: number;
  cpuAtMs: number;
  socketInodes: readonly number[];
}

/** Keeps what is known of the processes around the watched connections. One that ended stays as it was. */
export const createWatchedProcesses = (findZeroMq: ReturnType<typeof createZeroMqFinder>) => {
  const tracked = new Map<number, Tracked>();
  /** Those that ended before another process got their pid, the earliest first. */
  const former = new Map<number, readonly WatchedProcess[]>();

  const add = async (pid: number, atMs: number): Promise<void> => {
    const seen = await readProcess(pid);
    const known = tracked.get(pid);
    if (seen === undefined || known?.startTicks === seen.startTicks) return;
    if (known !== undefined) former.set(pid, [...(former.get(pid) ?? []), known.view].slice(-maxFormer));
    const [zeroMq, fileLimit, descriptors] = await Promise.all([
      lookForZeroMq(pid),
      readFileLimit(pid),
      readDescriptors(pid),
    ]);
    const view = {
      ...{ pid, name: seen.name, ...zeroMq, cpu: null, state: seen.state, endedAtMs: null },
      stoppedAtMs: isStopped(seen.state) ? atMs : null,
      openFiles: null,
      fileLimit: fileLimit ?? null,
    };
    tracked.set(pid, {
      ...{ startTicks: seen.startTicks, view, commandLine: seen.commandLine, zeroMqAtMs: atMs },
      ...{ cpuTicks: seen.cpuTicks, cpuAtMs: atMs },
      socketInodes: descriptors.kind === 'seen' ? descriptors.socketInodes : [],
    });
  };

  const lookForZeroMq = async (pid: number): Promise<Pick<WatchedProcess, 'libzmq' | 'binding' | 'versionFrom'>> => {
    const found = await findZeroMq(pid);
    return {
      libzmq: found?.kind === 'libzmq' ? (found.version ?? 'unknown') : null,
      binding: found?.binding ?? null,
      versionFrom: found?.versionFrom ?? null,
    };
  };

  const refresh = async (entry: Tracked, atMs: number): Promise<void> => {
    const { pid, state } = entry.view;
    if (state === 'gone') return;
    const [seen, descriptors] = await Promise.all([readProcess(pid), readDescriptors(pid)]);
    // A dead process that nobody has collected yet holds nothing any more.
    if (seen === undefined || seen.startTicks !== entry.startTicks || seen.state === 'Z') {
      entry.view = { ...entry.view, state: 'gone', cpu: null, endedAtMs: atMs };
      entry.socketInodes = [];
      return;
    }
    const cpu = takeCpu(entry, seen, atMs);
    // A process that is about to end has no command line any more.
    const hasChanged = seen.commandLine !== entry.commandLine && seen.commandLine !== '';
    const hasNone = entry.view.libzmq === null && entry.view.binding === null;
    if (hasChanged || (hasNone && atMs - entry.zeroMqAtMs >= zeroMqMaxAgeMs)) {
      entry.zeroMqAtMs = atMs;
      entry.commandLine = seen.commandLine;
      const found = await lookForZeroMq(pid);
      // A program that writes over its own command line is still what it was.
      if (hasNone || found.libzmq !== null || found.binding !== null) entry.view = { ...entry.view, ...found };
    }
    if (descriptors.kind === 'seen') entry.socketInodes = descriptors.socketInodes;
    entry.view = {
      ...entry.view,
      name: seen.commandLine === '' ? entry.view.name : seen.name,
      state: seen.state,
      stoppedAtMs: isStopped(seen.state) ? atMs : entry.view.stoppedAtMs,
      cpu: cpu ?? entry.view.cpu,
      openFiles: descriptors.kind === 'seen' ? descriptors.count : null,
    };
  };

  return {
    /** Looks at the known processes again. */
    async refresh(atMs: number): Promise<void> {
      await Promise.all([...tracked.values()].map((entry) => refresh(entry, atMs)));
    },
    /** Takes in new ones; a pid whose process has ended may be another's now. */
    async add(pids: Iterable<number>, atMs: number): Promise<void> {
      for (const pid of pids) {
        const known = tracked.get(pid);
        if (known === undefined || known.view.state === 'gone') await add(pid, atMs);
      }
    },
    forget(isNeeded: (pid: number) => boolean): void {
      for (const pids of [tracked, former]) for (const pid of pids.keys()) if (!isNeeded(pid)) pids.delete(pid);
    },
    views: (): readonly WatchedProcess[] => [...tracked.values()].map((entry) => entry.view),
    view: (pid: number | undefined): WatchedProcess | undefined =>
      pid === undefined ? undefined : tracked.get(pid)?.view,
    /** The process that had this pid at that time. */
    viewAt: (pid: number | undefined, atMs: number): WatchedProcess | undefined =>
      pid === undefined
        ? undefined
        : (former.get(pid)?.find(({ endedAtMs }) => atMs < (endedAtMs ?? 0)) ?? tracked.get(pid)?.view),
    /** Oldest first. */
    holders: (): readonly SocketHolder[] =>
      [...tracked.values()]
        .sort((a, b) => a.startTicks - b.startTicks)
        .map(({ view, socketInodes }) => ({ pid: view.pid, socketInodes })),
  };
};

/** By a signal, or by a debugger. */
const isStopped = (state: string): boolean => state === 'T' || state === 't';

/** Share of a core over a second or so; undefined when it is too early to say. */
const takeCpu = (entry: Tracked, seen: SeenProcess, atMs: number): number | undefined => {
  const seconds = (atMs - entry.cpuAtMs) / 1000;
  if (seconds < 0.2) return undefined;
  const cpu = Math.max(0, seen.cpuTicks - entry.cpuTicks) / ticksPerSecond / seconds;
  if (seconds >= 1) [entry.cpuTicks, entry.cpuAtMs] = [seen.cpuTicks, atMs];
  return cpu;
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
