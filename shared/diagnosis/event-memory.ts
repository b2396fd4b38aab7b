import type { EventReport } from '../report/report.ts';

/** One kind of monitor event of one socket, all its repetitions together. */
export interface EventCount {
  readonly event: string;
  /** The errno or protocol error in the event's detail, for example `EPIPE`; empty without one. */
  readonly code: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The newest detail, for evidence. */
  readonly detail: string;
  readonly endpoint: string;
}

/**
 * Remembers what the bounded list of monitor events has shown: a storm pushes older events out of that list.
 * Bounded by sockets x kinds of events x errors.
 */
export interface EventMemory {
  add(events: readonly EventReport[]): void;
  of(socket: string): readonly EventCount[];
}

export function createEventMemory(): EventMemory {
  const memory = new Map<string, Map<string, EventCount>>();
  return {
    add(events) {
      for (const [socket, counts] of countBySocket(events)) {
        const known = memory.get(socket) ?? new Map<string, EventCount>();
        memory.set(socket, known);
        for (const [key, count] of counts) {
          known.set(key, merge(known.get(key), count));
        }
      }
    },
    of(socket) {
      return [...(memory.get(socket)?.values() ?? [])];
    },
  };
}

function countBySocket(events: readonly EventReport[]): Map<string, Map<string, EventCount>> {
  const sockets = new Map<string, Map<string, EventCount>>();
  for (const event of events) {
    const counts = sockets.get(event.socket) ?? new Map<string, EventCount>();
    sockets.set(event.socket, counts);
    const code = errorWord(event.detail);
    const key = `${event.event} ${code}`;
    const old = counts.get(key);
    counts.set(key, {
      event: event.event,
      code,
      count: (old?.count ?? 0) + (event.count ?? 1),
      firstMs: old?.firstMs ?? event.atMs,
      lastMs: Math.max(old?.lastMs ?? 0, event.lastAtMs ?? event.atMs),
      detail: event.detail,
      endpoint: event.endpoint,
    });
  }
  return sockets;
}

/** `ERR_ZMTP_CRYPTOGRAPHIC`, `EMFILE`, or the status of a ZAP reply such as `400`. */
function errorWord(detail: string): string {
  const word = /\b(ERR_[A-Z_0-9]+|E[A-Z]{3,}[A-Z0-9]*)\b/.exec(detail)?.[1];
  return word ?? /\b([345]00)\b/.exec(detail)?.[1] ?? '';
}

/** The list may have lost its oldest events since; a count never falls. */
function merge(old: EventCount | undefined, count: EventCount): EventCount {
  if (old === undefined) {
    return count;
  }
  return {
    ...count,
    count: Math.max(old.count, count.count),
    firstMs: Math.min(old.firstMs, count.firstMs),
    lastMs: Math.max(old.lastMs, count.lastMs),
  };
}
