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

const maxEvents = 2000;
/** A line that comes again within this time belongs to the same episode. */
const episodeMs = 2000;
/** The first few of a kind stand alone, so that normal connects stay readable. */
const foldFrom = 4;

type Mutable = { -readonly [K in keyof EventReport]: EventReport[K] };

export function createEventLog(): EventLog {
  const all: Mutable[] = [];
  const newest = new Map<string, { readonly line: Mutable; seen: number }>();
  const news = new Set<Mutable>();
  const handshakeErrors = new Map<string, number>();

  const append = (event: EventReport): Mutable => {
    const line = { ...event };
    all.push(line);
    if (all.length > maxEvents) all.splice(0, all.length - maxEvents);
    return line;
  };

  return {
    all,
    handshakeErrors: (socket) => handshakeErrors.get(socket) ?? 0,
    add(event) {
      if (event.event.startsWith('handshake:error')) {
        handshakeErrors.set(event.socket, (handshakeErrors.get(event.socket) ?? 0) + (event.count ?? 1));
      }
      const key = `${event.socket} ${event.event} ${event.endpoint} ${event.detail.replace(/\d+/g, '#')}`;
      const known = newest.get(key);
      const recent = known !== undefined && event.atMs - (known.line.lastAtMs ?? known.line.atMs) < episodeMs;
      if (known !== undefined && recent && known.seen + 1 >= foldFrom) {
        known.seen += event.count ?? 1;
        known.line.count = (known.line.count ?? 1) + (event.count ?? 1);
        known.line.lastAtMs = event.lastAtMs ?? event.atMs;
        news.add(known.line);
        return;
      }
      const line = append(event);
      // Kinds come from outside too (what a foreign subscriber asks for), so the oldest are forgotten.
      if (newest.size >= maxEvents) for (const oldest of newest.keys()) if (newest.delete(oldest)) break;
      newest.set(key, { line, seen: (recent ? (known?.seen ?? 0) : 0) + (event.count ?? 1) });
      news.add(line);
    },
    takeNews() {
      const taken = [...news].map((line) => ({ ...line }));
      news.clear();
      return taken;
    },
  };
}
