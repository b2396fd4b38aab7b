import { phases } from '../memory/lab-memory.ts';
import { type HeaderFields, kindMarker, readHeader } from '../message/header.ts';
import { type Lane, openLane } from './lane.ts';
import type { IncomingStream, SocketOrder } from './protocol.ts';
import { type EarlierLife, joinLife } from './sender-lives.ts';
import type { SequenceTracker } from './sequence-tracker.ts';
import { createSubscribed } from './subscribed.ts';
import type { WorkerContext } from './worker-context.ts';

/** Books what one socket receives: counts, gaps, latency. No I/O of its own. */
export interface Receiver {
  /** Books a message; the stream of a data message that is ours, undefined for a foreign one. */
  accept(frames: readonly Buffer[]): IncomingStream | 'marker' | undefined;
  /** Remembers what had been sent when the peer of these flows was there, until the first message tells exactly. */
  guessJoin(flows: readonly number[]): void;
  /** The sender of these streams is about to be opened again; its next messages will have these sequences. */
  renew(starts: ReadonlyMap<number, number>): void;
  /** The newest sequence received of each stream; -1 before the first. */
  heard(): ReadonlyMap<number, number>;
  /** The socket is about to close: what publish/subscribe flows still owe it, is lost. */
  leave(): void;
  publishLatency(nowMs: number): void;
}

/**
 * A receiver that binds has a queue for each connection, and libzmq reads them in turn: so much of the new one, over so long a
 * time, with nothing of the old one in between, and the old one is empty. In the drain the closing markers are what comes.
 */
const settledAfter = 64;
const settledAfterMarkers = 2;
const settledAfterMs = 500;

export function createReceiver(order: SocketOrder, context: WorkerContext): Receiver {
  const { memory, report, meters } = context;
  const raw = memory.raw;
  const receivedCell = memory.counterCell(order.index, 'received');
  const foreignCell = memory.counterCell(order.index, 'foreign');
  const conflates = order.options.conflate === true;
  const lanes: (Lane | undefined)[] = [];
  const subscribed = createSubscribed(order, memory);
  const header: HeaderFields = { stream: 0, sequence: 0, kind: 0, sentAtUs: 0 };

  for (const info of order.incoming) lanes[info.stream] = openLane(info, order, context);

  const bookGap = (lane: Lane, gap: ReturnType<SequenceTracker['receive']>, atClose: boolean): void => {
    if (gap === undefined) return;
    raw[lane.lostCell] = (raw[lane.lostCell] ?? 0) + (gap.toSequence - gap.fromSequence + 1);
    report.gap(lane.info.flow, lane.info.stream, gap, atClose);
  };

  const addMissed = (lane: Lane, missed: number): void => {
    const missedCell = memory.flowCell(lane.info.flow, 'missed');
    raw[missedCell] = (raw[missedCell] ?? 0) + missed;
  };

  const noteJoin = (lane: Lane, missed: number): void => {
    addMissed(lane, missed);
    memory.write(memory.flowCell(lane.info.flow, 'joined'), 1);
    memory.write(memory.flowCell(lane.info.flow, 'leftAt'), -1);
  };

  /** The first message from a sender tells, for all of its topics, which messages came before the subscription took hold. */
  const join = (lane: Lane, sequence: number, sentAtUs: number): void => {
    const place = (sequence - lane.from) * lane.info.turns + lane.info.turn;
    let missed = 0;
    for (const other of lanes) {
      if (other === undefined || other.info.flow !== lane.info.flow || other.tracker.joined) continue;
      // Only topics that take turns have a place in each other's order; those behind a proxy do not.
      if (other !== lane && other.info.turns === 1) continue;
      const first = other.from + Math.max(0, Math.ceil((place - other.info.turn) / other.info.turns));
      missed += joinAt(other, other.lives, first, sentAtUs);
    }
    noteJoin(lane, missed);
  };

  /** Of a life of the sender, at its first message; who waits for its peer, owes it everything. */
  const joinAt = (lane: Lane, life: Pick<EarlierLife, 'tracker' | 'guess'>, first: number, sentAtUs: number): number =>
    joinLife(life, lane.info.fanOut ? first : 0, sentAtUs, conflates);

  /** The receiver leaves without having read anything: the handshake tells from where on messages were owed to it. */
  const joinUnheard = (lane: Lane, sent: number): void =>
    noteJoin(lane, joinLife(lane.lives, lane.info.fanOut ? sent : 0, context.nowMs() * 1000, true));

  /** Nothing comes any more of what the sender sent in lives that are over: what is missing of them, died with them. */
  const settle = (lane: Lane, sentAtUs: number, atClose: boolean): void => {
    for (const { tracker, until, guess, assumed, overUs } of lane.lives.takeEarlier()) {
      const unheard = lane.info.fanOut ? until : 0;
      if (!tracker.joined) addMissed(lane, joinLife({ tracker, guess }, unheard, overUs, true) - assumed);
      bookGap(lane, tracker.close(until, Math.min(sentAtUs, overUs)), atClose);
    }
    lane.sinceEarlier = 0;
  };

  /** Something of the sender's life of now has come, or a marker: is there still anything on its way from before? */
  const lookForEarlier = (lane: Lane, sentAtUs: number): void => {
    const nowMs = context.nowMs();
    if (lane.sinceEarlier === 0) lane.earlierMs = nowMs;
    lane.sinceEarlier += 1;
    const enough = memory.phase < phases.drain ? settledAfter : settledAfterMarkers;
    const turned = lane.sinceEarlier >= enough && nowMs - lane.earlierMs >= settledAfterMs;
    if (lane.info.ordered || turned) settle(lane, sentAtUs, false);
  };

  const bookEarlier = (lane: Lane, life: EarlierLife, sequence: number, sentAtUs: number): void => {
    lane.sinceEarlier = 0;
    if (!life.tracker.joined) addMissed(lane, joinAt(lane, life, sequence, sentAtUs) - life.assumed);
    bookGap(lane, life.tracker.receive(sequence, sentAtUs), false);
  };

  /** A marker carries the sequence that would come next; what is missing below it, is lost. */
  const mark = (lane: Lane, sequence: number, sentAtUs: number): void => {
    // It waited in a queue while the sender was opened again, and closes nothing any more.
    if (sequence < lane.from) return;
    lane.markedAt = sequence;
    if (lane.info.exclusive) {
      if (lane.lives.earlier.length > 0) lookForEarlier(lane, sentAtUs);
      // Of one topic only: a marker has no place in the sender's turn.
      if (!lane.tracker.joined) noteJoin(lane, joinAt(lane, lane.lives, sequence, sentAtUs));
      // The marker came behind everything that waited: what is missing below it, never did.
      bookGap(lane, lane.tracker.close(sequence, sentAtUs), false);
    }
    let sent = 0;
    for (const other of lanes) {
      if (other?.info.flow !== lane.info.flow) continue;
      if (other.markedAt !== memory.sent(other.info.stream) || other.lives.earlier.length > 0) return;
      sent += other.markedAt;
    }
    memory.write(memory.flowCell(lane.info.flow, 'closedAt'), sent);
  };

  const book = (lane: Lane): void => {
    const { sequence, sentAtUs } = header;
    raw[receivedCell] = (raw[receivedCell] ?? 0) + 1;
    raw[lane.deliveredCell] = (raw[lane.deliveredCell] ?? 0) + 1;
    const earlier = sequence < lane.from ? lane.lives.lifeOf(sequence) : undefined;
    if (earlier !== undefined) bookEarlier(lane, earlier, sequence, sentAtUs);
    else bookCurrent(lane, sequence, sentAtUs);
    if (context.apart) raw[lane.lastCell] = Math.max(raw[lane.lastCell] ?? -1, sequence);
    raw[lane.provenCell] = sentAtUs / 1000;
    // Only a fresh stamp is exact: between two clock readings a fast sender uses the same one.
    if (sentAtUs !== lane.lastStampUs) {
      lane.lastStampUs = sentAtUs;
      if (memory.phase < phases.drain) lane.meter.record(context.nowMs() * 1000 - sentAtUs);
    }
  };

  const bookCurrent = (lane: Lane, sequence: number, sentAtUs: number): void => {
    if (lane.lives.earlier.length > 0) lookForEarlier(lane, sentAtUs);
    if (!lane.tracker.joined) join(lane, sequence, sentAtUs);
    if (lane.noteArrival !== undefined) {
      lane.noteArrival(sequence);
      raw[lane.lastCell] = sequence;
    } else if (sequence === lane.tracker.last + 1) lane.tracker.receive(sequence, sentAtUs);
    else bookGap(lane, lane.tracker.receive(sequence, sentAtUs), false);
  };

  /** What was sent before is owed or missed, read or not; of what is sent from here on nothing is owed yet. */
  const renew = (starts: ReadonlyMap<number, number>): ReadonlySet<number> => {
    const flows = new Set<number>();
    for (const lane of lanes) {
      const from = lane?.info.exclusive === true ? starts.get(lane.info.stream) : undefined;
      const assumed = from === undefined ? undefined : lane?.renew(from);
      if (lane === undefined || assumed === undefined || !lane.info.fanOut) continue;
      addMissed(lane, assumed);
      flows.add(lane.info.flow);
    }
    for (const flow of flows) {
      const mates = lanes.filter((lane) => lane?.info.flow === flow);
      memory.write(
        memory.flowCell(flow, 'leftAt'),
        mates.reduce((sum, lane) => sum + (lane?.from ?? 0), 0),
      );
      memory.write(memory.flowCell(flow, 'joined'), 0);
      memory.write(memory.flowCell(flow, 'joinGuess'), -1);
    }
    return flows;
  };

  // Senders may have been opened again while this receiver was not there.
  renew(
    new Map(order.incoming.flatMap(({ stream, startsAt }) => (startsAt === undefined ? [] : [[stream, startsAt]]))),
  );

  return {
    accept(frames) {
      for (const frame of frames) {
        if (!readHeader(frame, context.run, header)) continue;
        const lane = lanes[header.stream];
        if (lane === undefined) break;
        if (header.kind === kindMarker) {
          mark(lane, header.sequence, header.sentAtUs);
          return 'marker';
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
        if (!subscribed.by(flow)) continue;
        if (memory.flow(flow, 'joined') === 1 || memory.flow(flow, 'joinGuess') >= 0) continue;
        let sent = 0;
        for (const lane of lanes) {
          if (lane?.info.flow !== flow) continue;
          lane.lives.guess = { sent: memory.sent(lane.info.stream), atUs: context.nowMs() * 1000 };
          sent += lane.lives.guess.sent;
        }
        memory.write(memory.flowCell(flow, 'joinGuess'), sent);
      }
    },
    renew(starts) {
      for (const flow of renew(starts)) subscribed.forget(flow);
    },
    heard: () =>
      new Map(lanes.flatMap((lane) => (lane === undefined ? [] : [[lane.info.stream, lane.lives.newest] as const]))),
    leave() {
      for (const meter of meters.values()) meter.publish(context.nowMs(), true);
      const left = new Map<number, number>();
      for (const lane of lanes) {
        if (lane === undefined) continue;
        // In a process of its own the sender's count is a few milliseconds old.
        const owedUntil = Math.max(memory.sent(lane.info.stream), lane.tracker.last + 1);
        settle(lane, context.nowMs() * 1000, true);
        if (lane.info.fanOut && !lane.info.leaves) continue;
        left.set(lane.info.flow, (left.get(lane.info.flow) ?? 0) + owedUntil);
        if (!lane.info.leaves) continue;
        if (!lane.tracker.joined) joinUnheard(lane, owedUntil);
        bookGap(lane, lane.tracker.close(owedUntil, context.nowMs() * 1000), true);
        lane.tracker.leave(owedUntil);
        lane.lives.guess = undefined;
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
