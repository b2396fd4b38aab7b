import { createLatencyMeter, type LatencyMeter } from './latency.ts';
import type { IncomingStream, SocketOrder } from './protocol.ts';
import type { SenderLives } from './sender-lives.ts';
import type { SequenceTracker } from './sequence-tracker.ts';
import type { WorkerContext } from './worker-context.ts';

/** One stream as one socket receives it: its books, and the cells where they stand. */
export interface Lane {
  readonly info: IncomingStream;
  readonly lives: SenderLives;
  /** Of the sender's life of now, as is `from`, where that begins: read for every message. */
  tracker: SequenceTracker;
  from: number;
  /** Says that a message of a shared stream has arrived; undefined where no other receiver shares it. */
  readonly noteArrival: ((sequence: number) => void) | undefined;
  readonly meter: LatencyMeter;
  readonly deliveredCell: number;
  readonly lostCell: number;
  readonly provenCell: number;
  readonly lastCell: number;
  lastStampUs: number;
  /** The sequence of the newest marker; the stream is closed when it is all that was sent. */
  markedAt: number;
  /** How many came of the sender's life of now since the last of an earlier one, and when the first of them did. */
  sinceEarlier: number;
  earlierMs: number;
  /** Answers how many of the life that ends are taken to be missed; undefined when it was over before. */
  renew(from: number): number | undefined;
}

export function openLane(info: IncomingStream, order: SocketOrder, context: WorkerContext): Lane {
  const { memory } = context;
  const cell = (counter: Parameters<typeof memory.flowCell>[1]): number => memory.flowCell(info.flow, counter);
  const lives = context.lives(order.index, info.stream);
  if (context.apart) takeUp(lives.tracker, info, memory);
  return {
    info,
    lives,
    tracker: lives.tracker,
    from: lives.from,
    noteArrival: info.exclusive ? undefined : context.noteArrival(info.stream),
    meter: meterOf(info.flow, context),
    deliveredCell: cell('delivered'),
    lostCell: cell('lost'),
    provenCell: cell('provenUntilMs'),
    lastCell: cell('lastSequence'),
    lastStampUs: -1,
    markedAt: -1,
    sinceEarlier: 0,
    earlierMs: 0,
    renew(from) {
      // A sender that waits for its peer sends nothing unheard.
      if (!info.fanOut) lives.guess = { sent: 0, atUs: 0 };
      const assumed = lives.renew(from, context.nowMs() * 1000);
      this.tracker = lives.tracker;
      this.from = lives.from;
      return assumed;
    },
  };
}

/** One for all streams of a flow. */
function meterOf(flow: number, { memory, meters }: WorkerContext): LatencyMeter {
  const known = meters.get(flow);
  if (known !== undefined) return known;
  const cell = (counter: Parameters<typeof memory.flowCell>[1]): number => memory.flowCell(flow, counter);
  const meter = createLatencyMeter(memory, {
    p50: cell('latencyP50Ms'),
    p99: cell('latencyP99Ms'),
    max: cell('latencyMaxMs'),
    total: {
      p50: cell('totalP50Ms'),
      p95: cell('totalP95Ms'),
      p99: cell('totalP99Ms'),
      max: cell('totalMaxMs'),
      count: cell('totalCount'),
    },
  });
  meters.set(flow, meter);
  return meter;
}

/** A process that follows a killed one goes on where that stopped: its memory is gone, the run's is not. */
function takeUp(tracker: SequenceTracker, info: IncomingStream, memory: WorkerContext['memory']): void {
  const last = memory.flow(info.flow, 'lastSequence');
  const leftAt = memory.flow(info.flow, 'leftAt');
  if (tracker.joined || last < 0) return;
  if (info.leaves) tracker.leave(leftAt >= 0 ? leftAt : last + 1);
  else {
    tracker.join(0, 0);
    // What lay below it was booked by the process before: this gap is not a new one.
    tracker.receive(last, memory.flow(info.flow, 'provenUntilMs') * 1000);
  }
}
