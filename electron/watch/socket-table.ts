import { parseProcNetTcp } from '../../shared/kernel/proc-net-tcp.ts';
import { parseSsTcp } from '../../shared/kernel/ss-tcp.ts';
import { parseSsUnix, type UnixEntry } from '../../shared/kernel/ss-unix.ts';
import type { SeenTcp } from '../../shared/watch/link-ends.ts';
import { readKernelFile } from '../kernel/kernel-file.ts';
import { runSs } from '../kernel/ss-command.ts';

/** All sockets of the machine at one moment. */
export interface SocketTable {
  readonly tcp: readonly SeenTcp[];
  readonly unix: readonly UnixEntry[];
  /** performance.now's clock, in the middle of the reading. */
  readonly atMs: number;
}

/** A process whose network namespace is not ours (a container), as the door to its /proc/net. */
export interface ForeignNamespace {
  readonly namespace: string;
  readonly pid: number;
}

/** Reads our own namespace with `ss` where it is, else from /proc; other namespaces only from /proc, so without tcp_info. */
export const readSocketTable = async (
  ss: string | undefined,
  foreign: readonly ForeignNamespace[],
): Promise<SocketTable> => {
  const before = performance.now();
  const [own, unix, ...others] = await Promise.all([
    readOwnTcp(ss),
    readUnix(ss),
    ...foreign.map(({ namespace, pid }) => readProcTcp(`/proc/${pid}/net`, namespace)),
  ]);
  return { tcp: [...own, ...others.flat()], unix, atMs: (before + performance.now()) / 2 };
};

const readOwnTcp = async (ss: string | undefined): Promise<readonly SeenTcp[]> => {
  const text = ss === undefined ? undefined : ((await runSs(ss, ['-tinaeOH'])) ?? (await runSs(ss, ['-tinae'])));
  const sockets = text === undefined ? [] : parseSsTcp(text);
  // An empty answer is either true or an ss that prints something else: /proc decides.
  if (sockets.length === 0) return readProcTcp('/proc/net', '');
  return sockets.map((socket) => ({ ...socket, namespace: '' }));
};

const readProcTcp = async (folder: string, namespace: string): Promise<readonly SeenTcp[]> => {
  const texts = await Promise.all([readKernelFile(`${folder}/tcp`), readKernelFile(`${folder}/tcp6`)]);
  return texts
    .flatMap((text) => parseProcNetTcp(text ?? ''))
    .map((entry) => ({ ...entry, info: undefined, namespace }));
};

const readUnix = async (ss: string | undefined): Promise<readonly UnixEntry[]> => {
  const text = ss === undefined ? undefined : ((await runSs(ss, ['-xaeOH'])) ?? (await runSs(ss, ['-xae'])));
  return text === undefined ? [] : parseSsUnix(text);
};
