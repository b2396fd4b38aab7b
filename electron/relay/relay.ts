import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { LinkConditions } from '../../shared/scenario/scenario.ts';
import { Connection } from './connection.ts';
import { type Endpoint, formatEndpoint, isOneEndpoint, parseEndpoint } from './endpoint.ts';
import { type Listening, listenOn, openTo } from './listener.ts';
import type { Relay, RelayConnectionEvent, RelayOptions, RelayStats } from './relay-types.ts';
import type { WireEnd } from './wire-end.ts';

const nowMs = (): number => performance.now();

/**
 * Starts a relay that carries bytes between a listening endpoint and one behind it, under link conditions. Each client
 * gets a socket of its own to the forward side; a client whose forward side does not answer is closed at once.
 * What one direction holds is bounded and in `stats()`. The kernel's buffers of the relay's two sockets come on top:
 * Node cannot set their sizes, they are usually some megabytes.
 * Problems: `invalid-endpoint`, `address-in-use`, `no-permission`, `no-such-address`, `no-such-directory`, `cannot-listen`.
 */
export async function createRelay(options: RelayOptions): Promise<Result<Relay>> {
  const listen = parseEndpoint(options.listen, 'listen', 'listen');
  if (!listen.ok) return listen;
  const forward = parseEndpoint(options.forward, 'forward', 'forward');
  if (!forward.ok) return forward;
  if (isOneEndpoint(listen.value, forward.value))
    return fail(
      'invalid-endpoint',
      `forward: expected another endpoint than the one listened at, found ${JSON.stringify(options.forward)}`,
      'forward',
    );
  const relay = new ByteRelay(options, forward.value);
  const listening = await listenOn(listen.value, (client) => relay.accept(client));
  return listening.ok ? ok(relay.listeningAt(listening.value)) : listening;
}

class ByteRelay implements Relay {
  readonly #options: RelayOptions;
  readonly #forward: Endpoint;
  readonly #connections = new Map<number, Connection>();
  /** Pairs that are not joined yet. */
  readonly #joining = new Set<Socket>();
  /** The sockets to the side behind among them, in the order of their beginnings. */
  readonly #waitingSinceMs = new Map<Socket, number>();
  #listening: Listening | undefined;
  #conditions: LinkConditions;
  #accepted = 0;
  #joined = 0;
  #turnedAway = 0;
  #closed = false;

  constructor(options: RelayOptions, forward: Endpoint) {
    this.#options = options;
    this.#forward = forward;
    this.#conditions = options.conditions;
  }

  listeningAt(listening: Listening): this {
    this.#listening = listening;
    return this;
  }

  get endpoint(): string {
    return this.#listening === undefined ? '' : formatEndpoint(this.#listening.endpoint);
  }

  get turnedAway(): number {
    return this.#turnedAway;
  }

  get waitingMs(): number {
    const [sinceMs] = this.#waitingSinceMs.values();
    return sinceMs === undefined ? 0 : nowMs() - sinceMs;
  }

  accept(client: WireEnd): void {
    this.#accepted += 1;
    client.socket.on('error', () => client.socket.destroy());
    if (this.#conditions.cut || this.#closed) this.#turnAway(client.socket);
    else this.#openBehind(client);
  }

  setConditions(conditions: LinkConditions): void {
    this.#conditions = conditions;
    if (conditions.cut) this.reset();
    else for (const connection of this.#connections.values()) connection.setConditions(conditions);
  }

  stats(): RelayStats {
    const connections = [...this.#connections.values()].map((connection) => connection.stats());
    return { connections, accepted: this.#accepted, turnedAway: this.#turnedAway };
  }

  reset(): void {
    for (const socket of this.#joining) socket.destroy();
    for (const connection of this.#connections.values()) connection.reset();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // Node unlinks the ipc file when the listening handle closes.
    const serverClosed = new Promise<void>((resolve) => this.#listening?.server.close(() => resolve()));
    for (const socket of this.#joining) socket.destroy();
    for (const connection of this.#connections.values()) connection.destroy();
    await serverClosed;
  }

  #openBehind(client: WireEnd): void {
    const server = openTo(this.#forward);
    this.#waitingSinceMs.set(server.socket, nowMs());
    server.socket.once('close', () => this.#waitingSinceMs.delete(server.socket));
    for (const { socket } of [client, server]) {
      this.#joining.add(socket);
      socket.once('close', () => this.#joining.delete(socket));
    }
    server.socket.once('error', (error: NodeJS.ErrnoException) => this.#onUnreachable(client, server, error));
    server.socket.once('connect', () => this.#join(client, server));
  }

  #join(client: WireEnd, server: WireEnd): void {
    this.#joining.delete(client.socket);
    this.#joining.delete(server.socket);
    this.#waitingSinceMs.delete(server.socket);
    if (client.socket.destroyed || this.#conditions.cut || this.#closed) {
      client.socket.destroy();
      server.socket.destroy();
      return;
    }
    this.#joined += 1;
    const id = this.#joined;
    const tap = this.#options.tap;
    const connection = new Connection({
      id,
      client,
      server,
      conditions: this.#conditions,
      maxHeldBytes: this.#options.socketBufferBytes,
      tap: tap === undefined ? undefined : (direction) => tap(direction, id),
      nowMs,
      onClosed: () => this.#onClosed(connection),
    });
    this.#connections.set(id, connection);
    this.#tell({ kind: 'opened', connectionId: id, client: peerName(client.socket, id), atMs: nowMs() });
  }

  #onClosed(connection: Connection): void {
    this.#connections.delete(connection.id);
    this.#tell({ kind: 'closed', connectionId: connection.id, atMs: nowMs(), stats: connection.stats() });
  }

  #onUnreachable(client: WireEnd, server: WireEnd, error: NodeJS.ErrnoException): void {
    server.socket.destroy();
    if (!this.#joining.has(client.socket)) return;
    this.#turnAway(client.socket);
    this.#tell({ kind: 'unreachable', atMs: nowMs(), reason: error.code ?? error.message });
  }

  #turnAway(client: Socket): void {
    this.#turnedAway += 1;
    client.destroy();
  }

  #tell(event: RelayConnectionEvent): void {
    this.#options.onConnection?.(event);
  }
}

/** Where the client connected from. Those of ipc have no address: the connection's number keeps them apart. */
function peerName(client: Socket, id: number): string {
  if (client.remoteAddress === undefined || client.remotePort === undefined) return `ipc client ${id}`;
  return formatEndpoint({ transport: 'tcp', host: client.remoteAddress, port: client.remotePort });
}
