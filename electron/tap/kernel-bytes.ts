import { readFile } from 'node:fs/promises';
import { parseProcNetTcp, type TcpEntry } from '../../shared/kernel/proc-net-tcp.ts';
import type { ConnectionStats, PortPair } from '../relay/relay-types.ts';
import type { KernelBytes } from './tapped-connection.ts';

/**
 * What the kernel holds in the relay's own sockets, by connection: arrived and not read from the one program, plus written and
 * not yet acknowledged by the other. Linux and tcp only; an ipc end counts as 0 on a connection whose other end is tcp.
 * Reading one table costs some 5 ms of kernel time: once a second is enough, and only the tables that are needed.
 */
export async function readKernelBytes(
  connections: readonly ConnectionStats[],
): Promise<ReadonlyMap<number, KernelBytes>> {
  const tcp = connections.filter(({ ports }) => ports.client !== undefined || ports.server !== undefined);
  if (process.platform !== 'linux' || tcp.length === 0) return new Map();
  const pairs = tcp.flatMap(({ ports }) => [ports.client, ports.server]);
  const families = new Set(pairs.flatMap((pair) => (pair === undefined ? [] : [pair.family])));
  const tables = await Promise.all([...families].map((family) => readTable(family)));
  const byKey = new Map(tables.flat());
  return new Map(tcp.map((connection) => [connection.id, kernelBytesOf(connection, byKey)]));
}

async function readTable(family: PortPair['family']): Promise<readonly (readonly [key: string, entry: TcpEntry])[]> {
  const text = await readFile(`/proc/net/${family}`, 'latin1').catch(() => '');
  return parseProcNetTcp(text).map((entry) => [
    keyOf({ family, local: entry.localPort, remote: entry.remotePort }),
    entry,
  ]);
}

function kernelBytesOf({ ports }: ConnectionStats, byKey: ReadonlyMap<string, TcpEntry>): KernelBytes {
  const client = ports.client === undefined ? undefined : byKey.get(keyOf(ports.client));
  const server = ports.server === undefined ? undefined : byKey.get(keyOf(ports.server));
  return {
    forward: (client?.receiveQueueBytes ?? 0) + (server?.sendQueueBytes ?? 0),
    backward: (server?.receiveQueueBytes ?? 0) + (client?.sendQueueBytes ?? 0),
  };
}

const keyOf = ({ family, local, remote }: PortPair): string => `${family}:${local}:${remote}`;
