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
  /** False where the table could not be read this time, though it could before: it is empty then, and says nothing. */
  readonly sawTcp: boolean;
  readonly sawUnix: boolean;
  /** performance.now's clock, in the middle of the reading. */
  readonly atMs: number;
}

/** A process whose network namespace is not ours (a container), as the door to its /proc/net. */
export interface ForeignNamespace {
  readonly namespace: string;
  readonly pid: number;
}

/** So many failures in a row are no accident any more. */
const maxAccidents = 4;

/**
 * Reads our own namespace with `ss` where it is, else from /proc; other namespaces only from /proc, so without tcp_info. An `ss`
 * that failed once, on a machine that was too busy for it, is asked again next time.
 */
export const createSocketTable = (ss: string | undefined) => {
  const accidents = { tcp: maxAccidents, unix: maxAccidents };
  const isAccident = (what: 'tcp' | 'unix', text: string | undefined): boolean => {
    accidents[what] = text === undefined ? accidents[what] + 1 : 0;
    return text === undefined && accidents[what] < maxAccidents;
  };
  return async (foreign: readonly ForeignNamespace[]): Promise<SocketTable> => {
    const before = performance.now();
    const [own, unix, ...others] = await Promise.all([
      readTcpText(ss).then(async (text) => (isAccident('tcp', text) ? undefined : await readOwnTcp(text))),
      readUnixText(ss).then((text) => (isAccident('unix', text) ? undefined : parseSsUnix(text ?? ''))),
      ...foreign.map(({ namespace, pid }) => readProcTcp(`/proc/${pid}/net`, namespace)),
    ]);
    return {
      tcp: [...(own ?? []), ...others.flat()],
      unix: unix ?? [],
      sawTcp: own !== undefined,
      sawUnix: unix !== undefined,
      atMs: (before + performance.now()) / 2,
    };
  };
};

export const readSocketTable = (ss: string | undefined, foreign: readonly ForeignNamespace[]): Promise<SocketTable> =>
  createSocketTable(ss)(foreign);

const readTcpText = async (ss: string | undefined): Promise<string | undefined> =>
  ss === undefined ? undefined : ((await runSs(ss, ['-tinaeOH'])) ?? (await runSs(ss, ['-tinae'])));

const readOwnTcp = async (text: string | undefined): Promise<readonly SeenTcp[]> => {
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

const readUnixText = async (ss: string | undefined): Promise<string | undefined> =>
  ss === undefined ? undefined : ((await runSs(ss, ['-xaeOH'])) ?? (await runSs(ss, ['-xae'])));
