import { normalAddress } from './hex-address.ts';
import type { TcpEntry, TcpState } from './proc-net-tcp.ts';

/** What the kernel knows of a connection beside its queues (tcp_info). Times since the connection began, unless said otherwise. */
export interface TcpInfo {
  /** Time with unsent or unacknowledged bytes. */
  readonly busyMs: number;
  /** Of it: the peer's receive window was full, so the peer's program did not read. */
  readonly rwndLimitedMs: number;
  /** Of it: our own send buffer was too small. */
  readonly sndbufLimitedMs: number;
  readonly bytesSent: number;
  /** Of them: retransmitted ones. */
  readonly bytesSentAgain: number;
  readonly bytesAcked: number;
  readonly bytesReceived: number;
  /** Segments sent again. */
  readonly retransmits: number;
  readonly notSentBytes: number;
  readonly rttMs: number;
  readonly minRttMs: number;
}

export interface TcpSocket extends TcpEntry {
  /** Missing for listening sockets, and where only /proc was read. */
  readonly info: TcpInfo | undefined;
}

/** Reads `ss -tinaeOH`, and the older form without `-O`, where details stand on a second, indented line. */
export const parseSsTcp = (text: string): readonly TcpSocket[] => {
  const sockets: TcpSocket[] = [];
  let pending: string | undefined;
  const flush = (): void => {
    const socket = pending !== undefined && pending.length < maxLineLength ? parseLine(pending) : undefined;
    if (socket !== undefined) sockets.push(socket);
    pending = undefined;
  };
  for (const line of text.split('\n')) {
    if (/^\s+\S/.test(line) && pending !== undefined) pending = `${pending} ${line.slice(0, maxLineLength)}`;
    else {
      flush();
      pending = line;
    }
  }
  flush();
  return sockets;
};

const maxLineLength = 8192;

const stateNames: ReadonlyMap<string, TcpState> = new Map([
  ['ESTAB', 'established'],
  ['SYN-SENT', 'syn-sent'],
  ['SYN-RECV', 'syn-received'],
  ['FIN-WAIT-1', 'fin-wait-1'],
  ['FIN-WAIT-2', 'fin-wait-2'],
  ['TIME-WAIT', 'time-wait'],
  ['UNCONN', 'close'],
  ['CLOSE-WAIT', 'close-wait'],
  ['LAST-ACK', 'last-ack'],
  ['LISTEN', 'listen'],
  ['CLOSING', 'closing'],
]);

const tcpLine = /^(?:tcp\s+)?([A-Z][A-Z0-9-]+)\s+(\d+)\s+(\d+)\s+(\S+):(\d+|\*)\s+(\S+):(\d+|\*)(?:\s+(.*))?$/;

const parseLine = (line: string): TcpSocket | undefined => {
  const match = tcpLine.exec(line.trimEnd());
  const state = stateNames.get(match?.[1] ?? '');
  if (match === null || state === undefined) return undefined;
  const [, , received, sent, local, localPort, remote, remotePort, details] = match;
  const words = new Set((details ?? '').split(/\s+/));
  return {
    localAddress: address(local ?? ''),
    localPort: port(localPort),
    remoteAddress: address(remote ?? ''),
    remotePort: port(remotePort),
    state,
    sendQueueBytes: Number(sent),
    receiveQueueBytes: Number(received),
    inode: figure(words, 'ino'),
    uid: figure(words, 'uid'),
    info: state === 'listen' ? undefined : parseInfo(words),
  };
};

const address = (text: string): string => (text === '*' ? '0.0.0.0' : normalAddress(text));
const port = (text: string | undefined): number => (text === undefined || text === '*' ? 0 : Number(text));

/** A figure that is missing is 0: ss leaves out what is zero. */
const parseInfo = (words: ReadonlySet<string>): TcpInfo | undefined => {
  const rtt = figure(words, 'rtt');
  if (rtt === 0 && figure(words, 'cwnd') === 0) return undefined;
  return {
    busyMs: figure(words, 'busy'),
    rwndLimitedMs: figure(words, 'rwnd_limited'),
    sndbufLimitedMs: figure(words, 'sndbuf_limited'),
    bytesSent: figure(words, 'bytes_sent'),
    bytesSentAgain: figure(words, 'bytes_retrans'),
    bytesAcked: figure(words, 'bytes_acked'),
    bytesReceived: figure(words, 'bytes_received'),
    retransmits: figure(words, 'retrans', /^\d+\/(\d+)/),
    notSentBytes: figure(words, 'notsent'),
    rttMs: rtt,
    minRttMs: figure(words, 'minrtt'),
  };
};

/** `name:123`, `name:1.5/0.2`, `name:12ms(9.9%)`. */
const figure = (words: ReadonlySet<string>, name: string, form = /^(\d+(?:\.\d+)?)/): number => {
  for (const word of words) {
    if (!word.startsWith(`${name}:`)) continue;
    const value = Number(form.exec(word.slice(name.length + 1))?.[1]);
    return Number.isFinite(value) ? value : 0;
  }
  return 0;
};
