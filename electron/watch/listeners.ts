import type { Owners } from '../../shared/watch/link-ends.ts';
import type { SocketTable } from './socket-table.ts';

interface Listener {
  readonly pid: number | null;
  readonly endpoint: string;
  readonly port: number | undefined;
  readonly backlog: number;
}

/** The listening sockets whose owner (or port) is wanted. */
export const listListeners = (
  table: SocketTable,
  owners: Owners,
  wanted: (pid: number | undefined, port: number | undefined) => boolean,
): readonly Listener[] => {
  const listeners: Listener[] = [];
  const seen = new Set<string>();
  const add = (inode: number, endpoint: string, port: number | undefined, backlog: number): void => {
    const pid = owners.get(inode);
    if (!wanted(pid, port) || seen.has(`${pid} ${endpoint}`)) return;
    seen.add(`${pid} ${endpoint}`);
    listeners.push({ pid: pid ?? null, endpoint, port, backlog });
  };
  for (const socket of table.tcp) {
    if (socket.state !== 'listen') continue;
    const host = socket.localAddress.includes(':') ? `[${socket.localAddress}]` : socket.localAddress;
    add(socket.inode, `tcp://${host}:${socket.localPort}`, socket.localPort, socket.receiveQueueBytes);
  }
  for (const socket of table.unix) {
    if (socket.state === 'LISTEN' && socket.path !== undefined)
      add(socket.inode, `ipc://${socket.path}`, undefined, socket.receiveQueueBytes);
  }
  return listeners;
};
