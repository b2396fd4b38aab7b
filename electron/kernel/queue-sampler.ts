import { normalAddress } from '../../shared/kernel/hex-address.ts';
import { parseProcNetTcp, type TcpEntry } from '../../shared/kernel/proc-net-tcp.ts';
import { parseSsUnix, type UnixEntry } from '../../shared/kernel/ss-unix.ts';
import { readKernelFile } from './kernel-file.ts';
import { findSs, runSs } from './ss-command.ts';

/** One link whose kernel queues are wanted. Both of its ends must be on this machine. */
export interface WantedQueue {
  readonly key: string;
  readonly transport: 'tcp' | 'ipc';
  /** As bound: `tcp://127.0.0.1:5555`, `ipc:///tmp/feed`. */
  readonly endpoint: string;
  /** The sending end is the one that is bound. */
  readonly fromBinds: boolean;
}

/**
 * Bytes in the kernel, summed over the connections of the link. tcp: all four are exact. ipc: the two receive queues
 * are exact and hold everything; the send queues are 0, since the kernel's Send-Q counts memory and not payload.
 */
export interface QueueSample {
  readonly fromSendQueueBytes: number;
  readonly toReceiveQueueBytes: number;
  readonly toSendQueueBytes: number;
  readonly fromReceiveQueueBytes: number;
  /** process.hrtime's clock, in the middle of the reading. */
  readonly atHrtimeMs: number;
}

export interface QueueSampler {
  readonly supported: { readonly tcp: boolean; readonly ipc: boolean; readonly reason?: string };
  /** Never rejects, and leaves out what it cannot see. A call while a reading goes on gets the result of that reading. */
  sample(wanted: readonly WantedQueue[]): Promise<ReadonlyMap<string, QueueSample>>;
}

/**
 * Reads kernel queues without touching the sockets. A reading costs about 5 ms of kernel time for tcp (the whole hash
 * table is walked) and a short child process for ipc, so it suits 1 to 4 readings a second, not the frame rate.
 */
export const createQueueSampler = (): QueueSampler => {
  const ss = process.platform === 'linux' ? findSs() : undefined;
  let reading: Promise<ReadonlyMap<string, QueueSample>> | undefined;
  return {
    supported: describeSupport(ss),
    sample: (wanted) => {
      if (process.platform !== 'linux' || wanted.length === 0) return Promise.resolve(new Map());
      reading ??= readQueues(wanted, ss).finally(() => {
        reading = undefined;
      });
      return reading;
    },
  };
};

const describeSupport = (ss: string | undefined): QueueSampler['supported'] => {
  if (process.platform !== 'linux') {
    return { tcp: false, ipc: false, reason: `kernel queues are read on Linux only, this is ${process.platform}` };
  }
  if (ss !== undefined) return { tcp: true, ipc: true };
  return { tcp: true, ipc: false, reason: 'ipc queues need the ss command (package iproute2), which was not found' };
};

const readQueues = async (
  wanted: readonly WantedQueue[],
  ss: string | undefined,
): Promise<ReadonlyMap<string, QueueSample>> => {
  const samples = new Map<string, QueueSample>();
  const tcp = wanted.filter((queue) => queue.transport === 'tcp');
  const ipc = wanted.filter((queue) => queue.transport === 'ipc');
  const [tcpReading, unixReading] = await Promise.all([
    tcp.length > 0 ? timed(readTcpEntries) : undefined,
    ipc.length > 0 && ss !== undefined ? timed(() => readUnixEntries(ss)) : undefined,
  ]);
  for (const queue of tcp) {
    const sums = tcpReading && sumTcp(queue, tcpReading.entries);
    if (sums) samples.set(queue.key, { ...sums, atHrtimeMs: tcpReading.atHrtimeMs });
  }
  for (const queue of ipc) {
    const sums = unixReading && sumUnix(queue, unixReading.entries);
    if (sums) samples.set(queue.key, { ...sums, atHrtimeMs: unixReading.atHrtimeMs });
  }
  return samples;
};

const timed = async <Entry>(
  read: () => Promise<readonly Entry[] | undefined>,
): Promise<{ readonly entries: readonly Entry[]; readonly atHrtimeMs: number } | undefined> => {
  const before = hrtimeMs();
  const entries = await read();
  return entries && { entries, atHrtimeMs: (before + hrtimeMs()) / 2 };
};

const hrtimeMs = (): number => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
};

const readTcpEntries = async (): Promise<readonly TcpEntry[] | undefined> => {
  const [four, six] = await Promise.all([readKernelFile('/proc/net/tcp'), readKernelFile('/proc/net/tcp6')]);
  if (four === undefined && six === undefined) return undefined;
  // The table is read in pages while it changes: an entry can come twice.
  const unique = new Map<string, TcpEntry>();
  for (const entry of [...parseProcNetTcp(four ?? ''), ...parseProcNetTcp(six ?? '')]) {
    if (entry.state === 'listen' || entry.state === 'time-wait') continue;
    unique.set(`${entry.localAddress} ${entry.localPort} ${entry.remoteAddress} ${entry.remotePort}`, entry);
  }
  return [...unique.values()];
};

const readUnixEntries = async (ss: string): Promise<readonly UnixEntry[] | undefined> => {
  const text = await runSs(ss, ['-xaeOH']);
  return text === undefined ? undefined : parseSsUnix(text);
};

type Sums = Omit<QueueSample, 'atHrtimeMs'>;

/** The binder's connections have the bound port as their own, the connectors' have it as the remote one. */
const sumTcp = (queue: WantedQueue, entries: readonly TcpEntry[]): Sums | undefined => {
  const bound = parseTcpEndpoint(queue.endpoint);
  if (bound === undefined) return undefined;
  const fits = (address: string, port: number): boolean =>
    port === bound.port && (bound.address === undefined || bound.address === address);
  const binder = entries.filter((entry) => fits(entry.localAddress, entry.localPort));
  const connector = entries.filter((entry) => fits(entry.remoteAddress, entry.remotePort));
  const [from, to] = queue.fromBinds ? [binder, connector] : [connector, binder];
  return {
    fromSendQueueBytes: total(from, (entry) => entry.sendQueueBytes),
    toReceiveQueueBytes: total(to, (entry) => entry.receiveQueueBytes),
    toSendQueueBytes: total(to, (entry) => entry.sendQueueBytes),
    fromReceiveQueueBytes: total(from, (entry) => entry.receiveQueueBytes),
  };
};

/** The accepted sockets carry the bound path; their peers are the connectors. */
const sumUnix = (queue: WantedQueue, entries: readonly UnixEntry[]): Sums => {
  const path = queue.endpoint.replace(/^ipc:\/\//, '');
  const binder = entries.filter((entry) => entry.path === path && entry.peerInode !== 0);
  const peers = new Set(binder.map((entry) => entry.peerInode));
  const connector = entries.filter((entry) => peers.has(entry.inode));
  const [from, to] = queue.fromBinds ? [binder, connector] : [connector, binder];
  return {
    fromSendQueueBytes: 0,
    toReceiveQueueBytes: total(to, (entry) => entry.receiveQueueBytes),
    toSendQueueBytes: 0,
    fromReceiveQueueBytes: total(from, (entry) => entry.receiveQueueBytes),
  };
};

/** Without an address when it is a wildcard, a host name or an interface: then the port alone decides. */
const parseTcpEndpoint = (
  endpoint: string,
): { readonly address: string | undefined; readonly port: number } | undefined => {
  const match = /^tcp:\/\/(.*):(\d{1,5})$/.exec(endpoint);
  if (match === null) return undefined;
  const address = normalAddress(match[1] ?? '');
  const literal = /^\d+\.\d+\.\d+\.\d+$/.test(address) || address.includes(':');
  const wildcard = address === '0.0.0.0' || address === '::';
  return { address: literal && !wildcard ? address : undefined, port: Number(match[2]) };
};

const total = <Entry>(entries: readonly Entry[], bytes: (entry: Entry) => number): number =>
  entries.reduce((sum, entry) => sum + bytes(entry), 0);
