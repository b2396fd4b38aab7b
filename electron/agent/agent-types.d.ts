/** What `highwater/agent` gives to programs; agent.ts is checked against it by a test. */
export interface WatchSocketOptions {
  /** What reports call this socket. */
  readonly name: string;
}

/**
 * Counts what a zeromq.js socket sends and receives from now on, and reports it to Highwater's collector (`highwater agents`), if one listens. Gives
 * the same socket back.
 */
export declare function watchSocket<S extends { close(): void }>(socket: S, options: WatchSocketOptions): S;
