import type { TcpInfo, TcpSocket } from '../kernel/ss-tcp.ts';
import type { UnixEntry } from '../kernel/ss-unix.ts';

/** A tcp socket and the network namespace that it was seen in. */
export interface SeenTcp extends TcpSocket {
  readonly namespace: string;
}

/** One end of a connection, as one look at the kernel shows it. */
export interface LinkEnd {
  /** `127.0.0.1:5555`, or a path, or `unix socket 123` for an unbound one. */
  readonly address: string;
  readonly inode: number;
  readonly pid: number | undefined;
  /** Who held it in an earlier look: `pid` has it from there, by a fork. */
  readonly inheritedFrom?: number | undefined;
  /** The last look did not show it: these are the figures of the one before. */
  readonly isMissed?: boolean | undefined;
  readonly established: boolean;
  /** Its program closed it or ended, and the kernel still delivers what it had taken. */
  readonly orphaned: boolean;
  /** Exact unread payload. */
  readonly receiveQueueBytes: number;
  /** Exact for tcp; undefined for unix sockets, whose figure is memory. */
  readonly sendQueueBytes: number | undefined;
  readonly info: TcpInfo | undefined;
}

/** Both ends of one connection. The far end is missing when it is on another machine or out of sight. */
export interface LinkEnds {
  /** The same in every look, also while only one end of the connection is left. */
  readonly id: string;
  readonly transport: 'tcp' | 'ipc';
  readonly endpoint: string;
  readonly binder: LinkEnd | undefined;
  readonly connector: LinkEnd | undefined;
  readonly binderAddress: string;
  readonly connectorAddress: string;
}

/** Who holds a socket, by its inode. */
export type Owners = ReadonlyMap<number, number>;

/**
 * Groups the two ends of every tcp connection. The end at a listening address is the bound one. Where neither listens (its
 * program has ended or unbound, or runs elsewhere) it is the end that was bound in an earlier look, which `isKnown` tells by the
 * id of the link, else the one that did not connect, else the one with the lower port.
 */
export const joinTcp = (
  sockets: readonly SeenTcp[],
  owners: Owners,
  isKnown: (id: string) => boolean = () => false,
): readonly LinkEnds[] => {
  const listening = new Set<string>();
  const byEnds = new Map<string, SeenTcp>();
  for (const socket of sockets) {
    if (socket.state === 'listen') {
      listening.add(`${socket.namespace} ${socket.localAddress} ${socket.localPort}`);
    } else if (!unconnected.has(socket.state)) byEnds.set(tuple(socket), socket);
  }
  const links: LinkEnds[] = [];
  for (const socket of byEnds.values()) {
    const peer = byEnds.get(mirroredTuple(socket));
    const binds = peer === socket || isBinder(socket, peer, listening, isKnown);
    if (peer !== undefined && !binds) continue;
    const [bound, other] = binds ? [socket, peer] : [undefined, socket];
    const boundAddress = binds ? local(socket) : remote(socket);
    links.push({
      id: binds ? tuple(socket) : mirroredTuple(socket),
      transport: 'tcp',
      endpoint: `tcp://${boundAddress}`,
      binder: bound && tcpEnd(bound, owners),
      connector: other && tcpEnd(other, owners),
      binderAddress: boundAddress,
      connectorAddress: binds ? remote(socket) : local(socket),
    });
  }
  return links;
};

/** One socket that is both ends. */
export const isSelfConnected = ({ transport, binderAddress, connectorAddress }: LinkEnds): boolean =>
  transport === 'tcp' && binderAddress === connectorAddress;

/** Not yet, not any more, or never a connection. */
const unconnected: ReadonlySet<string> = new Set([
  'time-wait',
  'syn-sent',
  'syn-received',
  'new-syn-received',
  'close',
]);

const isBinder = (
  socket: SeenTcp,
  peer: SeenTcp | undefined,
  listening: ReadonlySet<string>,
  isKnown: (id: string) => boolean,
): boolean => {
  const listens = (end: SeenTcp): boolean =>
    [end.localAddress, '0.0.0.0', '::'].some((address) =>
      listening.has(`${end.namespace} ${address} ${end.localPort}`),
    );
  if (listens(socket)) return peer === undefined || !listens(peer) || local(socket) < local(peer);
  if (peer !== undefined && listens(peer)) return false;
  if (isKnown(tuple(socket))) return true;
  if (isKnown(mirroredTuple(socket))) return false;
  const connected = hasConnected(socket) ?? negated(peer && hasConnected(peer));
  return connected === undefined ? socket.localPort < socket.remotePort : !connected;
};

/**
 * Which side a socket is of, by the kernel's own books: the SYN of the end that connects counts as one acknowledged byte, and
 * as none that was sent. Undefined where the figures do not say.
 */
const hasConnected = ({ state, sendQueueBytes, info }: SeenTcp): boolean | undefined => {
  if (info === undefined || (state !== 'established' && state !== 'close-wait')) return undefined;
  const underWay = sendQueueBytes - info.notSentBytes;
  const beyond = info.bytesAcked + underWay - (info.bytesSent - info.bytesSentAgain);
  return beyond === 1 ? true : beyond === 0 ? false : undefined;
};

const negated = (value: boolean | undefined): boolean | undefined => (value === undefined ? undefined : !value);

/** Addresses of loopback mean something else in every namespace; others do not. */
const tuple = (socket: SeenTcp): string => `${scope(socket)}${local(socket)}-${remote(socket)}`;
const mirroredTuple = (socket: SeenTcp): string => `${scope(socket)}${remote(socket)}-${local(socket)}`;
const scope = (socket: SeenTcp): string =>
  socket.namespace !== '' && /^(?:127\.|::1$)/.test(socket.localAddress) ? `${socket.namespace} ` : '';
const local = (socket: TcpSocket): string => join(socket.localAddress, socket.localPort);
const remote = (socket: TcpSocket): string => join(socket.remoteAddress, socket.remotePort);
const join = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

const closing: ReadonlySet<string> = new Set(['fin-wait-1', 'fin-wait-2', 'closing', 'last-ack']);

const tcpEnd = (socket: SeenTcp, owners: Owners): LinkEnd => ({
  address: local(socket),
  inode: socket.inode,
  pid: owners.get(socket.inode),
  established: socket.state === 'established',
  orphaned: socket.inode === 0 && closing.has(socket.state),
  receiveQueueBytes: socket.receiveQueueBytes,
  sendQueueBytes: socket.sendQueueBytes,
  info: socket.info,
});

/** Groups unix sockets by peer. Pairs without any path (pipes between parent and child) are no ZeroMQ links. */
export const joinUnix = (sockets: readonly UnixEntry[], owners: Owners): readonly LinkEnds[] => {
  const byInode = new Map(sockets.map((socket) => [socket.inode, socket]));
  const links: LinkEnds[] = [];
  for (const socket of sockets) {
    if (socket.path === undefined || socket.peerInode === 0 || socket.state !== 'ESTAB') continue;
    const peer = byInode.get(socket.peerInode);
    links.push({
      // The bound end has no inode before it is accepted.
      id: `unix ${socket.peerInode}`,
      transport: 'ipc',
      endpoint: `ipc://${socket.path}`,
      binder: unixEnd(socket, owners),
      connector: peer && unixEnd(peer, owners),
      binderAddress: socket.path,
      connectorAddress: `unix socket ${socket.peerInode}`,
    });
  }
  return links;
};

const unixEnd = (socket: UnixEntry, owners: Owners): LinkEnd => ({
  address: socket.path ?? `unix socket ${socket.inode}`,
  inode: socket.inode,
  pid: owners.get(socket.inode),
  established: true,
  orphaned: false,
  receiveQueueBytes: socket.receiveQueueBytes,
  sendQueueBytes: undefined,
  info: undefined,
});
