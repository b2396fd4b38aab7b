import type { EventReport } from '../../../shared/report/report.ts';
/** Monitor events in order of time; what repeats is one line with a count, and the list is bounded. */
export interface EventLog {
  add(event: EventReport): void;
  readonly all: readonly EventReport[];
  /** Lines that are new or have grown since the last call. */
  takeNews(): readonly EventReport[];
  /** Failed handshakes that a socket has seen. */
  handshakeErrors(socket: string): number;
}
export declare function createEventLog(): EventLog;
