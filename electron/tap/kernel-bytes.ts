import { readFile } from 'node:fs/promises';
import { parseProcNetTcp, type TcpEntry } from '../../shared/kernel/proc-net-tcp.ts';
import type { ConnectionStats } from '../relay/relay-types.ts';
import type { KernelBytes } from './tapped-connection.ts';

/**
 * What the kernel holds in the relay's own sockets, by connection: arrived and not read from the one program, plus written and
 * not yet acknowledged by the other. Linux and tcp only; an ipc end counts as 0 on a connection whose other end is tcp.
 * A reading costs some 5 ms of kernel time: once a second is enough.
 */
export async function readKernelBytes(
  connections: readonly ConnectionStats[],
): Promise<ReadonlyMap<number, KernelBytes>> {
  const tcp = connections.filter(({ ports }) => ports.client !== undefined || ports.server !== undefined);
  if (process.platform !== 'linux' || tcp.length === 0) return new Map();
  const entries = await readEntries();
  const byPorts = new Map(entries.map((entry) => [key(entry.localPort, entry.remotePort), entry]));
  return new Map(tcp.map((connection) => [connection.id, kernelBytesOf(connection, byPorts)]));
}

async function readEntries(): Promise<readonly TcpEntry[]> {
  const texts = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'latin1').catch(() => '')),
  );
  return texts.flatMap((text) => parseProcNetTcp(text));
}

function kernelBytesOf({ ports }: ConnectionStats, byPorts: ReadonlyMap<string, TcpEntry>): KernelBytes {
  const client = ports.client === undefined ? undefined : byPorts.get(key(ports.client.local, ports.client.remote));
  const server = ports.server === undefined ? undefined : byPorts.get(key(ports.server.local, ports.server.remote));
  return {
    forward: (client?.receiveQueueBytes ?? 0) + (server?.sendQueueBytes ?? 0),
    backward: (server?.receiveQueueBytes ?? 0) + (client?.sendQueueBytes ?? 0),
  };
}

const key = (local: number, remote: number): string => `${local}:${remote}`;
