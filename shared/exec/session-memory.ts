import type { ExecView } from './exec-view.ts';

/** What one look after another found between two counted sockets. */
export interface ConnectionPast {
  readonly peakDifference: number;
  /** While both ends lived: from the first such look to the last. */
  readonly togetherMs: number;
  /** Within that time: how long the receiver waited for messages, and the sender stood with one; null where that is not known. */
  readonly idleMs: number | null;
  readonly heldMs: number | null;
  /** Received within that time. */
  readonly received: number;
}

export interface SessionMemory {
  recall(connectionId: string): ConnectionPast | undefined;
  note(view: ExecView): void;
}

/** Connections remembered; with more, the further ones are judged by their totals. */
const maxConnections = 4096;

interface Moment {
  readonly atMs: number;
  readonly idleMs: number | null;
  readonly heldMs: number | null;
  readonly received: number;
}

interface Remembered {
  peakDifference: number;
  readonly first: Moment;
  last: Moment;
}

/**
 * Totals mix the time before a peer came and after it went with the time between: looks at short intervals do not. Bounded; to be fed with every view.
 */
export function createSessionMemory(): SessionMemory {
  const known = new Map<string, Remembered>();
  return {
    recall: (id) => {
      const past = known.get(id);
      if (past === undefined) return undefined;
      const { first, last, peakDifference } = past;
      return {
        peakDifference,
        togetherMs: last.atMs - first.atMs,
        idleMs: minus(last.idleMs, first.idleMs),
        heldMs: minus(last.heldMs, first.heldMs),
        received: last.received - first.received,
      };
    },
    note: (view) => {
      const sockets = new Map(
        view.processes.flatMap((process) => process.sockets.map((socket) => [socket.id, socket])),
      );
      for (const { id, difference, fromSocket, toSocket } of view.connections) {
        const [from, to] = [sockets.get(fromSocket ?? ''), sockets.get(toSocket ?? '')];
        if (from === undefined || to === undefined) continue;
        const moment = {
          atMs: view.atMs,
          idleMs: to.idleMs,
          heldMs: from.heldMs,
          received: to.received.messages,
        };
        const past = known.get(id);
        if (past !== undefined) past.peakDifference = Math.max(past.peakDifference, difference ?? 0);
        if (from.over || to.over) continue;
        if (past !== undefined) past.last = moment;
        else if (known.size < maxConnections)
          known.set(id, { peakDifference: Math.max(0, difference ?? 0), first: moment, last: moment });
      }
    },
  };
}

const minus = (later: number | null, earlier: number | null): number | null =>
  later === null || earlier === null ? null : Math.max(0, later - earlier);

/** For one look without a past. */
export const noMemory: Pick<SessionMemory, 'recall'> = { recall: () => undefined };
