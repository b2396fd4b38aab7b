import type { FailureRecord, GapRecord, MonitorRecord, WorkerMessage } from './protocol.ts';
import type { Gap } from './sequence-tracker.ts';

/** At most so many gaps of one flow, distinct monitor lines and failures travel per flush; the rest is folded into them. */
const maxGapsPerFlow = 64;
const maxDistinct = 64;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Collects what a worker has to tell the main thread and sends it at most once per flush, folded: the volume is
 * bounded by flows and sockets, never by traffic (an accept storm makes 100,000 events a second).
 */
export interface Reporter {
  gap(flow: number, stream: number, gap: Gap, atClose: boolean): void;
  monitor(socket: number, event: string, endpoint: string, detail: string): void;
  failure(socket: number, operation: FailureRecord['operation'], code: string, message: string, endpoint: string): void;
  flush(): void;
}

export function createReporter(port: { postMessage(message: WorkerMessage): void }, nowMs: () => number): Reporter {
  const gaps = new Map<number, Mutable<GapRecord>[]>();
  const events = new Map<string, Mutable<MonitorRecord>>();
  const failures = new Map<string, Mutable<FailureRecord>>();
  const post = (message: WorkerMessage): void => port.postMessage(message);

  return {
    gap(flow, stream, gap, atClose) {
      const record = toRecord(flow, stream, gap, atClose);
      const list = gaps.get(flow);
      if (list === undefined) gaps.set(flow, [record]);
      else if (list.length < maxGapsPerFlow) list.push(record);
      else foldGap(list[list.length - 1] as Mutable<GapRecord>, record);
    },
    monitor(socket, event, endpoint, detail) {
      const wanted = `${socket} ${event} ${endpoint} ${detail}`;
      const key = events.has(wanted) || events.size < maxDistinct ? wanted : `${socket} ${event}`;
      const known = events.get(key);
      const atMs = nowMs();
      if (known === undefined) events.set(key, { socket, event, endpoint, detail, atMs, lastAtMs: atMs, count: 1 });
      else {
        known.count += 1;
        known.lastAtMs = atMs;
      }
    },
    failure(socket, operation, code, message, endpoint) {
      const wanted = `${socket} ${operation} ${code} ${endpoint}`;
      const key = failures.has(wanted) || failures.size < maxDistinct ? wanted : `${socket} ${operation}`;
      const known = failures.get(key);
      if (known === undefined) {
        failures.set(key, { socket, operation, code, message, endpoint, atMs: nowMs(), count: 1 });
      } else known.count += 1;
    },
    flush() {
      if (gaps.size > 0) post({ kind: 'gaps', gaps: [...gaps.values()].flat() });
      if (events.size > 0) post({ kind: 'monitor', events: [...events.values()] });
      if (failures.size > 0) post({ kind: 'failures', failures: [...failures.values()] });
      gaps.clear();
      events.clear();
      failures.clear();
    },
  };
}

function toRecord(flow: number, stream: number, gap: Gap, atClose: boolean): Mutable<GapRecord> {
  return {
    flow,
    stream,
    fromSequence: gap.fromSequence,
    toSequence: gap.toSequence,
    count: gap.toSequence - gap.fromSequence + 1,
    ranges: 1,
    sentFromMs: gap.sentFromUs / 1000,
    sentToMs: gap.sentToUs / 1000,
    atClose,
  };
}

function foldGap(into: Mutable<GapRecord>, gap: GapRecord): void {
  into.count += gap.count;
  into.ranges += 1;
  into.toSequence = Math.max(into.toSequence, gap.toSequence);
  into.sentToMs = Math.max(into.sentToMs, gap.sentToMs);
}
