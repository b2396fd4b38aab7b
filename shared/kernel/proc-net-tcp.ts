import { readHexAddress } from './hex-address.ts';

/** One socket of /proc/net/tcp or tcp6 (the kernel's Documentation/networking/proc_net_tcp.rst). */
export interface TcpEntry {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly state: TcpState;
  /** Written by the program and not yet acknowledged by the peer's kernel. */
  readonly sendQueueBytes: number;
  /** Arrived and not yet read by the program. For a listening socket: connections that wait for accept(). */
  readonly receiveQueueBytes: number;
  readonly inode: number;
  readonly uid: number;
}

/** By the numbers of the kernel's tcp_states.h, from 1. */
const states = [
  'established',
  'syn-sent',
  'syn-received',
  'fin-wait-1',
  'fin-wait-2',
  'time-wait',
  'close',
  'close-wait',
  'last-ack',
  'listen',
  'closing',
  'new-syn-received',
] as const;
export type TcpState = (typeof states)[number] | 'unknown';

/** Reads the text of either file; the heading and lines that do not fit are left out. */
export const parseProcNetTcp = (text: string): readonly TcpEntry[] => {
  const entries: TcpEntry[] = [];
  for (const line of text.split('\n')) {
    const entry = line.length < maxLineLength ? parseLine(line) : undefined;
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
};

const maxLineLength = 1024;

const parseLine = (line: string): TcpEntry | undefined => {
  const fields = line.trim().split(/\s+/);
  const [slot, local, remote, state, queues, , , uid, , inode] = fields;
  if (slot === undefined || !/^\d+:$/.test(slot)) return undefined;
  const from = parseEnd(local);
  const to = parseEnd(remote);
  const bytes = /^([0-9A-Fa-f]{8}):([0-9A-Fa-f]{8})$/.exec(queues ?? '');
  if (from === undefined || to === undefined || bytes === null) return undefined;
  if (!/^\d+$/.test(uid ?? '') || !/^\d+$/.test(inode ?? '') || !/^[0-9A-Fa-f]{2}$/.test(state ?? '')) return undefined;
  return {
    localAddress: from.address,
    localPort: from.port,
    remoteAddress: to.address,
    remotePort: to.port,
    state: states[Number.parseInt(state ?? '', 16) - 1] ?? 'unknown',
    sendQueueBytes: Number.parseInt(bytes[1] ?? '', 16),
    receiveQueueBytes: Number.parseInt(bytes[2] ?? '', 16),
    inode: Number(inode),
    uid: Number(uid),
  };
};

const parseEnd = (field: string | undefined): { readonly address: string; readonly port: number } | undefined => {
  const [hexAddress, hexPort] = (field ?? '').split(':');
  const address = readHexAddress(hexAddress ?? '');
  if (address === undefined || !/^[0-9A-Fa-f]{4}$/.test(hexPort ?? '')) return undefined;
  return { address, port: Number.parseInt(hexPort ?? '', 16) };
};
