import type { LocalPortFacts } from '../../shared/doctor/port-checks.ts';
import type { TcpSocket } from '../../shared/kernel/ss-tcp.ts';
import { readKernelFile } from '../kernel/kernel-file.ts';
import { readProcess, readSocketOwners } from '../kernel/process-table.ts';
import { findSs } from '../kernel/ss-command.ts';
import { listCandidates } from '../watch/candidates.ts';
import { readSocketTable } from '../watch/socket-table.ts';
import { readSysctl } from './doctor-facts.ts';

/** Who listens where connecting sockets get their ports, and who is connected to itself. */
export const readLocalPorts = async (): Promise<LocalPortFacts> => {
  const [range, reserved, { candidates }, table] = await Promise.all([
    readSysctl('net/ipv4/ip_local_port_range'),
    readKernelFile('/proc/sys/net/ipv4/ip_local_reserved_ports'),
    listCandidates(),
    readSocketTable(findSs(), []),
  ]);
  const [lowest, highest] = range ?? [];
  const listeners = candidates.flatMap(({ pid, name, listens }) =>
    listens
      .filter((endpoint) => endpoint.startsWith('tcp:'))
      .map((endpoint) => ({ who: `process ${pid} (${name})`, endpoint })),
  );
  const loops = table.tcp.filter(
    (socket) => socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress,
  );
  return {
    range: lowest === undefined || highest === undefined ? undefined : [lowest, highest],
    reserved: reserved ?? '',
    selfConnected: await nameOwners(loops.filter(({ state }) => state === 'established')),
    selfClosed: loops.filter(({ state }) => state === 'time-wait').map(addressOf),
    listeners,
  };
};

const nameOwners = async (sockets: readonly TcpSocket[]): Promise<LocalPortFacts['selfConnected']> => {
  if (sockets.length === 0) return [];
  const { owners } = await readSocketOwners();
  return Promise.all(
    sockets.map(async (socket) => {
      const pid = owners.get(socket.inode);
      const name = pid === undefined ? undefined : (await readProcess(pid))?.name;
      return {
        who: pid === undefined ? 'a process that cannot be seen' : `process ${pid} (${name ?? '?'})`,
        address: addressOf(socket),
      };
    }),
  );
};

const addressOf = ({ localAddress, localPort }: TcpSocket): string =>
  `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
