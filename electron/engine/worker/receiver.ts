import { phases } from '../memory/lab-memory.ts';
import { type HeaderFields, kindMarker, readHeader } from '../message/header.ts';
import { markArrived } from './arrivals.ts';
import { createLatencyMeter, type LatencyMeter } from './latency.ts';
import type { IncomingStream, SocketOrder } from './protocol.ts';
import type { SequenceTracker } from './sequence-tracker.ts';
import type { WorkerContext } from './worker-context.ts';

/** Books what one socket receives: counts, gaps, latency. No I/O of its own. */
export interface Receiver {
  /** Books a message; the stream of a data message that is ours, undefined for markers and foreign messages. */
  accept(frames: readonly Buffer[]): IncomingStream | undefined;
  /** Remembers what had been sent when the peer of these flows was there, until the first message tells exactly. */
  guessJoin(flows: readonly number[]): void;
  /** The socket is about to close: what publish/subscribe flows still owe it, is lost. */
  leave(): void;
  publishLatency(nowMs: number): void;
}

interface Lane {
  readonly info: IncomingStream;
  readonly tracker: SequenceTracker;
  readonly arrivals: Int32Array | undefined;
  readonly meter: LatencyMeter;
  readonly deliveredCell: number;
  readonly lostCell: number;
  readonly provenCell: number;
  readonly lastCell: number;
  lastStampUs: number;
  /** The sequence of the newest marker; the stream is closed when it is all that was sent. */
  markedAt: number;
}

export function createReceiver(order: SocketOrder, context: WorkerContext): Receiver {
  const { memory, report } = context;
  const raw = memory.raw;
  const receivedCell = memory.counterCell(order.index, 'received');
  const foreignCell = memory.counterCell(order.index, 'foreign');
  const conflates = order.options.conflate === true;
  const { meters } = context;
  const lanes: (Lane | undefined)[] = [];
  const header: HeaderFields = { stream: 0, sequence: 0, kind: 0, sentAtUs: 0 };

  for (const info of order.incoming) lanes[info.stream] = openLane(info, order, context, meters);

  const bookGap = (lane: Lane, gap: ReturnType<SequenceTracker['receive']>, atClose: boolean): void => {
    if (gap === undefined) return;
    raw[lane.lostCell] = (raw[lane.lostCell] ?? 0) + (gap.toSequence - gap.fromSequence + 1);
    report.gap(lane.info.flow, lane.info.stream, gap, atClose);
  };

  const noteJoin = (lane: Lane, missed: number): void => {
    const missedCell = memory.flowCell(lane.info.flow, 'missed');
    raw[missedCell] = (raw[missedCell] ?? 0) + missed;
    memory.write(memory.flowCell(lane.info.flow, 'joined'), 1);
    memory.write(memory.flowCell(lane.info.flow, 'leftAt'), -1);
  };

  /** The first message from a sender tells, for all of its topics, which messages came before the subscription took hold. */
  const join = (lane: Lane, sequence: number, sentAtUs: number): void => {
    const place = sequence * lane.info.turns + lane.info.turn;
    let missed = 0;
    for (const other of lanes) {
      if (other === undefined || other.info.flow !== lane.info.flow || other.tracker.joined) continue;
      // Only topics that take turns have a place in each other's order; those behind a proxy do not.
      if (other !== lane && other.info.turns === 1) continue;
      const first = Math.max(0, Math.ceil((place - other.info.turn) / other.info.turns));
      missed += other.tracker.join(other.info.fanOut ? first : 0, sentAtUs);
    }
    noteJoin(lane, missed);
  };

  /** What is known of one topic only: a marker and a departure have no place in the sender's turn. */
  const joinAlone = (lane: Lane, sequence: number, sentAtUs: number): void =>
    noteJoin(lane, lane.tracker.join(lane.info.fanOut ? sequence : 0, sentAtUs));

  /** What had been sent when the handshake was seen; undefined where it is not known for a single topic. */
  const guessOf = (lane: Lane): number | undefined => {
    const guess = lane.info.turns === 1 ? memory.flow(lane.info.flow, 'joinGuess') : -1;
    return guess >= 0 ? guess : undefined;
  };

  /** The receiver leaves without having read anything: the handshake tells from where on messages were owed to it. */
  const joinUnheard = (lane: Lane, sent: number): void =>
    joinAlone(lane, Math.min(guessOf(lane) ?? sent, sent), context.nowMs() * 1000);

  /** A marker carries the sequence that would come next; what is missing below it, is lost. */
  const mark = (lane: Lane, sequence: number, sentAtUs: number): void => {
    lane.markedAt = sequence;
    if (lane.info.exclusive) {
      if (!lane.tracker.joined) joinAlone(lane, (conflates ? guessOf(lane) : undefined) ?? sequence, sentAtUs);
      // The marker came behind everything that waited: what is missing below it, never did.
      bookGap(lane, lane.tracker.close(sequence, sentAtUs), false);
    }
    let sent = 0;
    for (const other of lanes) {
      if (other?.info.flow !== lane.info.flow) continue;
      if (other.markedAt !== memory.sent(other.info.stream)) return;
      sent += other.markedAt;
    }
    memory.write(memory.flowCell(lane.info.flow, 'closedAt'), sent);
  };

  const book = (lane: Lane): void => {
    const { sequence, sentAtUs } = header;
    raw[receivedCell] = (raw[receivedCell] ?? 0) + 1;
    raw[lane.deliveredCell] = (raw[lane.deliveredCell] ?? 0) + 1;
    if (!lane.tracker.joined) join(lane, sequence, sentAtUs);
    if (lane.arrivals !== undefined) {
      markArrived(lane.arrivals, sequence);
      raw[lane.lastCell] = sequence;
    } else if (sequence === lane.tracker.last + 1) lane.tracker.receive(sequence, sentAtUs);
    else bookGap(lane, lane.tracker.receive(sequence, sentAtUs), false);
    if (context.apart) raw[lane.lastCell] = sequence;
    raw[lane.provenCell] = sentAtUs / 1000;
    // Only a fresh stamp is exact: between two clock readings a fast sender uses the same one.
    if (sentAtUs !== lane.lastStampUs) {
      lane.lastStampUs = sentAtUs;
      if (memory.phase < phases.drain) lane.meter.record(context.nowMs() * 1000 - sentAtUs);
    }
  };

  return {
    accept(frames) {
      for (const frame of frames) {
        if (!readHeader(frame, context.run, header)) continue;
        const lane = lanes[header.stream];
        if (lane === undefined) break;
        if (header.kind === kindMarker) {
          mark(lane, header.sequence, header.sentAtUs);
          return undefined;
        }
        book(lane);
        return lane.info;
      }
      raw[receivedCell] = (raw[receivedCell] ?? 0) + 1;
      raw[foreignCell] = (raw[foreignCell] ?? 0) + 1;
      return undefined;
    },
    guessJoin(flows) {
      for (const flow of flows) {
        if (memory.flow(flow, 'joined') === 1 || memory.flow(flow, 'joinGuess') >= 0) continue;
        const streams = order.incoming.filter((info) => info.flow === flow);
        memory.write(
          memory.flowCell(flow, 'joinGuess'),
          streams.reduce((sum, info) => sum + memory.sent(info.stream), 0),
        );
      }
    },
    leave() {
      for (const meter of meters.values()) meter.publish(context.nowMs(), true);
      const left = new Map<number, number>();
      for (const lane of lanes) {
        if (lane === undefined) continue;
        // In a process of its own the sender's count is a few milliseconds old.
        const owedUntil = Math.max(memory.sent(lane.info.stream), lane.tracker.last + 1);
        if (lane.info.fanOut && !lane.info.leaves) continue;
        left.set(lane.info.flow, (left.get(lane.info.flow) ?? 0) + owedUntil);
        if (!lane.info.leaves) continue;
        if (!lane.tracker.joined) joinUnheard(lane, owedUntil);
        bookGap(lane, lane.tracker.close(owedUntil, context.nowMs() * 1000), true);
        lane.tracker.leave(owedUntil);
      }
      for (const [flow, sent] of left) {
        memory.write(memory.flowCell(flow, 'leftAt'), sent);
        if (lanes.some((lane) => lane?.info.flow === flow && lane.info.leaves)) {
          memory.write(memory.flowCell(flow, 'joined'), 0);
          memory.write(memory.flowCell(flow, 'joinGuess'), -1);
        }
      }
    },
    publishLatency(nowMs) {
      for (const meter of meters.values()) meter.publish(nowMs);
    },
  };
}

function openLane(
  info: IncomingStream,
  order: SocketOrder,
  context: WorkerContext,
  meters: Map<number, LatencyMeter>,
): Lane {
  const { memory } = context;
  const cell = (counter: Parameters<typeof memory.flowCell>[1]): number => memory.flowCell(info.flow, counter);
  let meter = meters.get(info.flow);
  if (meter === undefined) {
    meter = createLatencyMeter(memory, {
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
    meters.set(info.flow, meter);
  }
  const tracker = context.tracker(order.index, info.stream);
  if (context.apart) takeUp(tracker, info, memory);
  return {
    info,
    tracker,
    arrivals: info.exclusive ? undefined : context.arrivals(info.stream),
    meter,
    deliveredCell: cell('delivered'),
    lostCell: cell('lost'),
    provenCell: cell('provenUntilMs'),
    lastCell: cell('lastSequence'),
    lastStampUs: -1,
    markedAt: -1,
  };
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
