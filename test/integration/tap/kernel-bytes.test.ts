import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { createRelay } from '../../../electron/relay/relay.ts';
import { plainConditions, type Relay } from '../../../electron/relay/relay-types.ts';
import { readKernelBytes } from '../../../electron/tap/kernel-bytes.ts';
import { until } from '../../fixtures/until.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A relay whose client sends and whose server never reads, until nothing moves any more. */
async function stuckRelay(host: string): Promise<Relay> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket.pause()));
  await new Promise<void>((resolve) => server.listen({ host, port: 0 }, resolve));
  const at = host.includes(':') ? `tcp://[${host}]` : `tcp://${host}`;
  const { port } = server.address() as AddressInfo;
  const opened = await createRelay({ listen: `${at}:0`, forward: `${at}:${port}`, conditions: plainConditions });
  if (!opened.ok) throw new Error(opened.problem.message);
  const relay = opened.value;
  const client = connect({ host, port: Number(relay.endpoint.split(':').at(-1)) });
  closing.push(
    () => server.close(),
    () => relay.close(),
    () => client.destroy(),
    () => sockets.forEach((socket) => void socket.destroy()),
  );
  client.on('error', () => undefined);
  client.write(Buffer.alloc(64 * 1024 * 1024));
  await until(() => (relay.stats().connections[0]?.forward.blockedMs ?? 0) > 50);
  return relay;
}

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');

describe.skipIf(process.platform !== 'linux')("the kernel's queues of the tap's own sockets", () => {
  it.each(hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'])('are found at %s', async (host) => {
    const [connection] = (await stuckRelay(host)).stats().connections;
    const bytes = await readKernelBytes(connection === undefined ? [] : [connection]);
    expect(bytes.get(connection?.id ?? 0)).toEqual({ forward: expect.any(Number), backward: 0 });
    expect(bytes.get(connection?.id ?? 0)?.forward).toBeGreaterThan(64 * 1024);
  });
});
