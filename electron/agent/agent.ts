import { type Reporter, startReporter } from './reporter.ts';
import { countSocket, type WatchableSocket } from './watched-socket.ts';

/** What `watchSocket` may be told. */
export interface WatchSocketOptions {
  /** What reports call this socket. */
  readonly name: string;
}

let reporter: Reporter | undefined;
const watched = new WeakSet<WatchableSocket>();

/**
 * Counts what a zeromq.js socket sends and receives, and reports it to a collector of Highwater, if one listens. One line, best right after the socket
 * was made, so that its endpoints are known:
 *
 *     const socket = watchSocket(new Push(), { name: 'orders' });
 *
 * The socket behaves as before; without a collector nothing happens but the counting. Never keeps the process alive.
 */
export function watchSocket<S extends WatchableSocket>(socket: S, { name }: WatchSocketOptions): S {
  if (watched.has(socket)) return socket;
  watched.add(socket);
  reporter ??= startReporter();
  reporter.add(countSocket(socket, String(name).slice(0, 128), reporter.flush));
  return socket;
}
