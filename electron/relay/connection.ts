import type { Socket } from 'node:net';
import type { LinkConditions } from '../../shared/scenario/scenario.ts';
import { OneWay } from './one-way.ts';
import type { ByteSink, ConnectionStats, PortPair, RelayDirection } from './relay-types.ts';
import type { WireEnd } from './wire-end.ts';

export interface ConnectionOptions {
  readonly id: number;
  readonly client: WireEnd;
  readonly server: WireEnd;
  readonly conditions: LinkConditions;
  readonly maxHeldBytes: number | undefined;
  readonly tap: ((direction: RelayDirection) => ByteSink | undefined) | undefined;
  readonly nowMs: () => number;
  readonly onClosed: (connection: Connection) => void;
}

/** One client and the socket opened for it, joined by two `OneWay`s. Owns both sockets. */
export class Connection {
  readonly id: number;
  readonly #connectedAtMs: number;
  readonly #sockets: readonly [Socket, Socket];
  readonly #ports: ConnectionStats['ports'];
  readonly #forward: OneWay;
  readonly #backward: OneWay;
  readonly #onClosed: (connection: Connection) => void;
  #open = 2;
  #endedBy: 'client' | 'server' | undefined;
  #endedHere = false;

  constructor(options: ConnectionOptions) {
    const { conditions, maxHeldBytes, nowMs } = options;
    const [client, server] = [options.client.socket, options.server.socket];
    this.id = options.id;
    this.#connectedAtMs = nowMs();
    this.#sockets = [client, server];
    this.#ports = { client: portsOf(client), server: portsOf(server) };
    this.#onClosed = options.onClosed;
    const shared = { conditions, maxHeldBytes, nowMs };
    this.#forward = new OneWay({ ...shared, source: options.client, sink: server, tap: options.tap?.('forward') });
    this.#backward = new OneWay({ ...shared, source: options.server, sink: client, tap: options.tap?.('backward') });
    this.#watch(client, this.#forward, this.#backward, server);
    this.#watch(server, this.#backward, this.#forward, client);
    this.#noteEnd(client, 'client');
    this.#noteEnd(server, 'server');
    this.#forward.start();
    this.#backward.start();
  }

  setConditions(conditions: LinkConditions): void {
    this.#forward.setConditions(conditions);
    this.#backward.setConditions(conditions);
  }

  stats(): ConnectionStats {
    const forward = this.#forward.stats();
    const backward = this.#backward.stats();
    return {
      id: this.id,
      ports: this.#ports,
      endedBy: this.#endedBy,
      connectedAtMs: this.#connectedAtMs,
      bufferedBytes: forward.heldBytes + backward.heldBytes,
      forward,
      backward,
    };
  }

  /** Both sides see a reset where the transport has one. */
  reset(): void {
    this.#endedHere = true;
    for (const socket of this.#sockets) {
      if (socket.destroyed) continue;
      // libuv resets tcp handles only; an ipc socket is closed.
      if (socket.remoteFamily === undefined) socket.destroy();
      else socket.resetAndDestroy();
    }
  }

  destroy(): void {
    this.#endedHere = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #noteEnd(socket: Socket, side: 'client' | 'server'): void {
    const note = (): void => {
      if (!this.#endedHere) this.#endedBy ??= side;
    };
    socket.once('end', note);
    socket.once('error', note);
  }

  /**
   * When one socket is gone, what came from it still goes to the other, which is then closed; what was meant for it has
   * nowhere to go. (A half close is carried by `OneWay` itself.)
   */
  #watch(socket: Socket, from: OneWay, to: OneWay, other: Socket): void {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      to.discard();
      from.endInput();
      destroyOnceFinished(other);
      this.#open -= 1;
      if (this.#open === 0) this.#onClosed(this);
    });
  }
}

function destroyOnceFinished(socket: Socket): void {
  if (socket.writableFinished) socket.destroy();
  else socket.once('finish', () => socket.destroy());
}

function portsOf({ localPort, remotePort, remoteFamily }: Socket): PortPair | undefined {
  if (localPort === undefined || remotePort === undefined) return undefined;
  return { family: remoteFamily === 'IPv6' ? 'tcp6' : 'tcp', local: localPort, remote: remotePort };
}
