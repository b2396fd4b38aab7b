import type { EventCount } from './event-memory.ts';
import type { SocketView } from './look.ts';

/** What the monitor of one socket has said, added up. */
export interface MonitorSum {
  readonly accepts: number;
  readonly handshakes: number;
  readonly disconnects: number;
  readonly retries: number;
  readonly acceptErrors: number;
  /** Handshakes that failed, by kind (`protocol`, `auth`, `other`) and error. */
  readonly failedHandshakes: readonly EventCount[];
}

export function monitorOf(socket: SocketView): MonitorSum {
  const sum = (name: string) =>
    socket.events.reduce((total, { event, count }) => (event === name ? total + count : total), 0);
  return {
    accepts: sum('accept'),
    handshakes: sum('handshake'),
    disconnects: sum('disconnect'),
    retries: sum('connect:retry'),
    acceptErrors: sum('accept:error'),
    failedHandshakes: socket.events.filter(({ event }) => event.startsWith('handshake:error')),
  };
}

/** The failed handshakes of a socket whose error is one of these; all of them when none is named. */
export function failures(socket: SocketView, ...codes: readonly string[]): readonly EventCount[] {
  const { failedHandshakes } = monitorOf(socket);
  return codes.length === 0 ? failedHandshakes : failedHandshakes.filter(({ code }) => codes.includes(code));
}

/** When the newest event of that name came; undefined when none did. */
export function lastOf(socket: SocketView, name: string): number | undefined {
  const times = socket.events.filter(({ event }) => event === name).map(({ lastMs }) => lastMs);
  return times.length === 0 ? undefined : Math.max(...times);
}
