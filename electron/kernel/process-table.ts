import { readdir, readlink } from 'node:fs/promises';
import {
  describeCommandLine,
  type ProcessStat,
  parseFileSizeLimit,
  parseOpenFileLimit,
  parseProcStat,
  parseSocketLink,
} from '../../shared/kernel/proc-pid.ts';
import { readKernelFile } from './kernel-file.ts';

/** A process as /proc shows it to us. */
export interface SeenProcess extends ProcessStat {
  readonly pid: number;
  readonly name: string;
  readonly commandLine: string;
}

/** Lowest first. */
export const listPids = async (): Promise<readonly number[]> => {
  try {
    return (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  } catch {
    return [];
  }
};

/** Undefined when there is no such process (any more). */
export const readProcess = async (pid: number): Promise<SeenProcess | undefined> => {
  const [stat, commandLine] = await Promise.all([
    readKernelFile(`/proc/${pid}/stat`),
    readKernelFile(`/proc/${pid}/cmdline`),
  ]);
  const parsed = stat === undefined ? undefined : parseProcStat(stat);
  if (parsed === undefined) return undefined;
  return {
    ...parsed,
    pid,
    name: describeCommandLine(commandLine ?? '', parsed.command),
    commandLine: commandLine ?? '',
  };
};

/** What a process holds open. `denied`: it belongs to somebody else. */
export type Descriptors =
  | { readonly kind: 'seen'; readonly count: number; readonly socketInodes: readonly number[] }
  | { readonly kind: 'denied' }
  | { readonly kind: 'gone' };

export const readDescriptors = async (pid: number): Promise<Descriptors> => {
  try {
    const names = await readdir(`/proc/${pid}/fd`);
    const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
    const inodes = links.map(parseSocketLink).filter((inode) => inode !== undefined);
    return { kind: 'seen', count: names.length, socketInodes: inodes };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return { kind: code === 'EACCES' || code === 'EPERM' ? 'denied' : 'gone' };
  }
};

/** The files and other things that a process holds open, as the kernel names them; none where it is not for us to see. */
export const readOpenFiles = async (pid: number): Promise<readonly string[]> => {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  return Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
};

/** `NAME=value` texts with zero bytes between, as they were when the program began; undefined where it is not for us to see. */
export const readEnvironment = (pid: number): Promise<string | undefined> => readKernelFile(`/proc/${pid}/environ`);

/** At most 15 bytes each, as the threads named themselves. */
export const readThreadNames = async (pid: number): Promise<readonly string[]> => {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const names = await Promise.all(threads.map((thread) => readKernelFile(`/proc/${pid}/task/${thread}/comm`)));
  return names.map((name) => (name ?? '').trim());
};

/** The soft limit of open files; undefined when unlimited or unreadable. */
export const readFileLimit = async (pid: number | 'self'): Promise<number | undefined> =>
  parseOpenFileLimit((await readKernelFile(`/proc/${pid}/limits`)) ?? '');

/** The same for the size of a file, in bytes. */
export const readFileSizeLimit = async (pid: number): Promise<number | undefined> =>
  parseFileSizeLimit((await readKernelFile(`/proc/${pid}/limits`)) ?? '');

/** Who holds which socket, as far as we may see, and how many processes we may not look into. */
export interface SocketOwners {
  readonly owners: ReadonlyMap<number, number>;
  readonly denied: number;
}

/**
 * Walks all processes; about 0.1 ms a process here. A socket that several hold (after fork) goes to the one that was there
 * first: pids begin again at their end, so that a child's can be the lower one.
 */
export const readSocketOwners = async (): Promise<SocketOwners> => {
  const owners = new Map<number, number>();
  const startTicksOf = createStartTicks();
  let denied = 0;
  for (const pid of await listPids()) {
    const descriptors = await readDescriptors(pid);
    // The kernel's own threads have no command line, and no sockets of theirs matter.
    if (descriptors.kind === 'denied' && (await readKernelFile(`/proc/${pid}/cmdline`))) denied += 1;
    if (descriptors.kind !== 'seen') continue;
    for (const inode of descriptors.socketInodes) {
      const other = owners.get(inode);
      if (other === undefined || (await startTicksOf(pid)) < (await startTicksOf(other))) owners.set(inode, pid);
    }
  }
  return { owners, denied };
};

const createStartTicks = () => {
  const known = new Map<number, number>();
  return async (pid: number): Promise<number> => {
    const ticks = known.get(pid) ?? (await readProcess(pid))?.startTicks ?? Number.POSITIVE_INFINITY;
    known.set(pid, ticks);
    return ticks;
  };
};

/** The network namespace, as the kernel names it; undefined when we may not know. */
export const readNetworkNamespace = async (pid: number | 'self'): Promise<string | undefined> => {
  try {
    return await readlink(`/proc/${pid}/ns/net`);
  } catch {
    return undefined;
  }
};
