import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { unlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRelay } from '../../../../electron/relay/relay.ts';
import { plainConditions, type Relay, type RelayOptions } from '../../../../electron/relay/relay-types.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const ipcPath = (name: string): string => join(tmpdir(), `hw-relay-${process.pid}-${name}.sock`);

/** A server that hands its sockets to `onSocket`. */
async function serve(
  where: { port: number; host: string } | { path: string },
  onSocket: (socket: Socket) => void,
): Promise<Server> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(where, resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return server;
}

async function serveTcp(onSocket: (socket: Socket) => void): Promise<string> {
  const server = await serve({ port: 0, host: '127.0.0.1' }, onSocket);
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serveIpc(path: string, onSocket: (socket: Socket) => void): Promise<string> {
  await serve({ path }, onSocket);
  return `ipc://${path}`;
}

async function relayTo(forward: string, options: Partial<RelayOptions> = {}): Promise<Relay> {
  const relay = await createRelay({ listen: 'tcp://127.0.0.1:0', forward, conditions: plainConditions, ...options });
  if (!relay.ok) throw new Error(relay.problem.message);
  closing.push(() => relay.value.close());
  return relay.value;
}

function dial(endpoint: string): Socket {
  const [, path] = /^ipc:\/\/(.*)$/.exec(endpoint) ?? [];
  const socket = path === undefined ? connect(Number(endpoint.split(':').at(-1)), '127.0.0.1') : connect(path);
  socket.on('error', () => undefined);
  closing.push(() => socket.destroy());
  return socket;
}

/** All bytes until the other side ends. */
async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const pattern = (bytes: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: bytes }, (_, index) => (index * 31 + (index >> 8)) & 255));

describe('createRelay', () => {
  it.each(['tcp', 'ipc'] as const)(
    'carries every byte in order from tcp to %s and back, ends included',
    async (transport) => {
      const echo = (socket: Socket): void => void socket.pipe(socket);
      const path = ipcPath('echo');
      const forward = transport === 'tcp' ? await serveTcp(echo) : await serveIpc(path, echo);
      const relay = await relayTo(forward);
      const client = dial(relay.endpoint);
      const sent = pattern(3_000_000);
      client.end(sent);
      expect((await readAll(client)).equals(sent)).toBe(true);
      await vi.waitFor(() => expect(relay.stats().connections).toEqual([]));
    },
  );

  it('carries every byte in order under rate, latency and jitter', async () => {
    const relay = await relayTo(await serveTcp((socket) => void socket.pipe(socket)), {
      conditions: { ...plainConditions, bytesPerSecond: 4_000_000, latencyMs: 5, jitterMs: 10 },
    });
    const client = dial(relay.endpoint);
    const sent = pattern(600_000);
    const startedMs = performance.now();
    client.end(sent);
    expect((await readAll(client)).equals(sent)).toBe(true);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(150);
  });

  it('holds little when the receiving side does not read, and measures the time it was blocked', async () => {
    const receivers: Socket[] = [];
    const relay = await relayTo(await serveTcp((socket) => void receivers.push(socket.pause())));
    const client = dial(relay.endpoint);
    client.write(Buffer.alloc(64 * 1024 * 1024));
    await vi.waitFor(() => expect(relay.stats().connections[0]?.forward.blockedMs).toBeGreaterThan(50), {
      timeout: 5000,
    });
    const [connection] = relay.stats().connections;
    expect(connection?.bufferedBytes).toBeGreaterThan(0);
    expect(connection?.bufferedBytes).toBeLessThanOrEqual(256 * 1024);
    const read = receivers[0]?.bytesRead ?? 0;
    receivers[0]?.resume();
    await vi.waitFor(() => expect(receivers[0]?.bytesRead).toBe(64 * 1024 * 1024), { timeout: 10_000 });
    expect(read).toBeLessThan(64 * 1024 * 1024);
  });

  it('carries every byte in order to a receiver that did not read for a while', async () => {
    const receivers: Socket[] = [];
    const relay = await relayTo(await serveTcp((socket) => void receivers.push(socket.pause())));
    const client = dial(relay.endpoint);
    const sent = pattern(24_000_000);
    client.end(sent);
    await vi.waitFor(() => expect(relay.stats().connections[0]?.forward.blockedMs).toBeGreaterThan(0));
    const [receiver] = receivers;
    expect(receiver && (await readAll(receiver)).equals(sent)).toBe(true);
  });

  it.each([
    ['a slow link', { conditions: { ...plainConditions, bytesPerSecond: 10_000 } }, 3 * 4096],
    ['a small bound', { socketBufferBytes: 2000 }, 2000],
  ])('holds less with %s', async (_, options, mostBytes) => {
    const relay = await relayTo(await serveTcp((socket) => void socket.pause()), options);
    dial(relay.endpoint).write(Buffer.alloc(16 * 1024 * 1024));
    await vi.waitFor(() => expect(relay.stats().connections[0]?.forward.bytes).toBeGreaterThan(0));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(relay.stats().connections[0]?.bufferedBytes).toBeLessThanOrEqual(mostBytes);
  });

  it('passes nothing while stalled, keeps the connection, and goes on afterwards', async () => {
    const received: Buffer[] = [];
    const relay = await relayTo(await serveTcp((socket) => void socket.on('data', (chunk) => received.push(chunk))));
    const client = dial(relay.endpoint);
    client.write('one');
    await vi.waitFor(() => expect(Buffer.concat(received).toString()).toBe('one'));
    relay.setConditions({ ...plainConditions, stall: true });
    client.write('two');
    await vi.waitFor(() => expect(client.writableLength).toBe(0));
    relay.setConditions({ ...plainConditions, stall: true, latencyMs: 1 });
    expect(relay.stats().connections).toHaveLength(1);
    expect(Buffer.concat(received).toString()).toBe('one');
    relay.setConditions(plainConditions);
    await vi.waitFor(() => expect(Buffer.concat(received).toString()).toBe('onetwo'));
  });

  it('closes connections when cut, turns new ones away, and takes them again when mended', async () => {
    const relay = await relayTo(await serveTcp((socket) => void socket.pipe(socket)));
    const client = dial(relay.endpoint);
    client.write('x');
    await new Promise((resolve) => client.once('data', resolve));
    const closed = new Promise((resolve) => client.once('close', resolve));
    relay.setConditions({ ...plainConditions, cut: true });
    await closed;
    const second = dial(relay.endpoint);
    await new Promise((resolve) => second.once('close', resolve));
    expect(relay.stats().turnedAway).toBe(1);
    relay.setConditions(plainConditions);
    const third = dial(relay.endpoint);
    third.write('y');
    await new Promise((resolve) => third.once('data', resolve));
  });

  it('resets connections so that the program sees ECONNRESET', async () => {
    const relay = await relayTo(await serveTcp((socket) => void socket.pipe(socket)));
    const client = dial(relay.endpoint);
    client.write('x');
    await new Promise((resolve) => client.once('data', resolve));
    const error = new Promise<NodeJS.ErrnoException>((resolve) => client.once('error', resolve));
    relay.reset();
    expect((await error).code).toBe('ECONNRESET');
  });

  it('closes a client when nobody listens behind, and serves the next once somebody does', async () => {
    const path = ipcPath('late');
    const events: string[] = [];
    const relay = await relayTo(`ipc://${path}`, { onConnection: (event) => events.push(event.kind) });
    const early = dial(relay.endpoint);
    await new Promise((resolve) => early.once('close', resolve));
    expect(events).toEqual(['unreachable']);
    await serve({ path }, (socket) => void socket.pipe(socket));
    const late = dial(relay.endpoint);
    late.write('z');
    await new Promise((resolve) => late.once('data', resolve));
    expect(events).toEqual(['unreachable', 'opened']);
  });

  it('keeps clients of ipc apart, who have no address', async () => {
    const clients: string[] = [];
    const relay = await relayTo(await serveTcp((socket) => void socket.pipe(socket)), {
      listen: `ipc://${ipcPath('names')}`,
      onConnection: (event) => event.kind === 'opened' && clients.push(event.client),
    });
    for (const word of ['a', 'b']) {
      const client = dial(relay.endpoint);
      client.write(word);
      await new Promise((resolve) => client.once('data', resolve));
    }
    expect(clients).toEqual(['ipc client 1', 'ipc client 2']);
  });

  it('shows the tap every byte of both directions', async () => {
    const seen = { forward: 0, backward: 0 };
    const relay = await relayTo(await serveTcp((socket) => void socket.pipe(socket)), {
      tap: (direction) => ({
        write: (bytes) => {
          seen[direction] += bytes.length;
        },
      }),
    });
    const client = dial(relay.endpoint);
    client.end(pattern(200_000));
    await readAll(client);
    expect(seen).toEqual({ forward: 200_000, backward: 200_000 });
  });

  it('says in one line that the address is taken', async () => {
    const taken = await serveTcp(() => undefined);
    const relay = await createRelay({ listen: taken, forward: 'tcp://127.0.0.1:1', conditions: plainConditions });
    expect(relay.ok ? '' : relay.problem.message).toBe(
      `cannot listen at ${taken}: another program has it; choose another, or stop that program`,
    );
  });

  it('tells a directory that is not there from one that it may not write to', async () => {
    const missing = await createRelay({
      listen: `ipc://${ipcPath('no-such-directory')}/feed`,
      forward: 'tcp://127.0.0.1:1',
      conditions: plainConditions,
    });
    expect(missing.ok ? '' : missing.problem).toMatchObject({
      code: 'no-such-directory',
      message: expect.stringMatching(/: its directory does not exist$/) as string,
    });
  });

  it('takes over an ipc path that a dead program left behind', async () => {
    const path = ipcPath('stale');
    const dies = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', dies]);
    expect(existsSync(path)).toBe(true);
    const relay = await relayTo('tcp://127.0.0.1:1', { listen: `ipc://${path}` });
    await relay.close();
    expect(existsSync(path)).toBe(false);
  });

  it('neither steals an ipc path nor leaves one behind', async () => {
    const path = ipcPath('own');
    const first = await relayTo('tcp://127.0.0.1:1', { listen: `ipc://${path}` });
    const second = await createRelay({
      listen: `ipc://${path}`,
      forward: 'tcp://127.0.0.1:1',
      conditions: plainConditions,
    });
    expect(second.ok ? '' : second.problem.code).toBe('address-in-use');
    expect(existsSync(path)).toBe(true);
    await first.close();
    expect(existsSync(path)).toBe(false);
    await writeFile(path, 'not a socket');
    closing.push(() => unlink(path));
    const third = await createRelay({
      listen: `ipc://${path}`,
      forward: 'tcp://127.0.0.1:1',
      conditions: plainConditions,
    });
    expect(third.ok ? '' : third.problem.code).toBe('address-in-use');
    expect(existsSync(path)).toBe(true);
  });
});
