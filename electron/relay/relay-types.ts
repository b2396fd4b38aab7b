import type { LinkConditions } from '../../shared/scenario/scenario.ts';

/** `forward`: from the program that connected to the relay, to the one behind it. `backward`: the answers. */
export type RelayDirection = 'forward' | 'backward';

/** Sees every chunk when it has been read and, as far as nothing holds it back, written on; must neither keep nor change it. */
export interface ByteSink {
  write(bytes: Uint8Array, atMs: number): void;
}

export interface RelayOptions {
  /** `tcp://HOST:PORT` (0 or `*` chooses a port) or `ipc://PATH` (`*` chooses a path). */
  readonly listen: string;
  /** Need not be up: clients are closed until it is, which a ZeroMQ client answers by connecting again. */
  readonly forward: string;
  /** Apply to both directions. */
  readonly conditions: LinkConditions;
  /** Bytes to hold per direction before the source is paused; by default what the conditions keep under way. */
  readonly socketBufferBytes?: number | undefined;
  readonly tap?: ((direction: RelayDirection, connectionId: number) => ByteSink | undefined) | undefined;
  readonly onConnection?: ((event: RelayConnectionEvent) => void) | undefined;
}

export type RelayConnectionEvent =
  | { readonly kind: 'opened'; readonly connectionId: number; readonly client: string; readonly atMs: number }
  | { readonly kind: 'closed'; readonly connectionId: number; readonly atMs: number; readonly stats: ConnectionStats }
  /** Nobody listens at the forward endpoint; the client was closed. */
  | { readonly kind: 'unreachable'; readonly atMs: number; readonly reason: string };

/** One direction of one connection. All measured. Times are on the clock of `performance.now()`. */
export interface OneWayStats {
  /** Read from the source. */
  readonly bytes: number;
  /** In this process now; the kernel's own buffers come on top. */
  readonly heldBytes: number;
  /** Time in which the kernel took no more because the receiving side did not read. */
  readonly blockedMs: number;
  /** Time in which bytes waited for `bytesPerSecond`. */
  readonly limitedMs: number;
}

export interface ConnectionStats {
  readonly id: number;
  /** The tcp ports of the relay's two sockets, to find them in the kernel's tables. */
  readonly ports: { readonly client?: PortPair | undefined; readonly server?: PortPair | undefined };
  /** Whose end of the stream came first; undefined while both are open, and if the relay itself ended it. */
  readonly endedBy?: 'client' | 'server' | undefined;
  readonly connectedAtMs: number;
  readonly bufferedBytes: number;
  readonly forward: OneWayStats;
  readonly backward: OneWayStats;
}

export interface PortPair {
  /** Which of the kernel's tables the socket is in: /proc/net/tcp or tcp6. */
  readonly family: 'tcp' | 'tcp6';
  readonly local: number;
  readonly remote: number;
}

export interface RelayStats {
  readonly connections: readonly ConnectionStats[];
  /** Connections accepted since the start. */
  readonly accepted: number;
  /** Clients that were closed because nobody listened behind, or because the link was cut. */
  readonly turnedAway: number;
}

export interface Relay {
  /** The real one, with the port or path that was chosen. */
  readonly endpoint: string;
  /** As in `stats()`, without the cost of it. */
  readonly turnedAway: number;
  /** How long the client that came first has waited for the side behind to take its connection; 0 if none waits. */
  readonly waitingMs: number;
  setConditions(conditions: LinkConditions): void;
  stats(): RelayStats;
  /** Ends every connection with a TCP reset (ipc: a plain close). New ones are welcome. */
  reset(): void;
  /** Closes everything and removes the ipc file. */
  close(): Promise<void>;
}

export const plainConditions: LinkConditions = {
  bytesPerSecond: 0,
  latencyMs: 0,
  jitterMs: 0,
  cut: false,
  stall: false,
};
