import { phases } from '../memory/lab-memory.ts';
import { kindMarker, restampHeader } from '../message/header.ts';
import { prepareArrival } from './arrivals.ts';
import { type LabSocket, wakeMs } from './open-socket.ts';
import { type OutLane, openOutLanes } from './out-lanes.ts';
import type { OutgoingStream, SocketOrder } from './protocol.ts';
import { errorCode, errorMessage, sleep, type WorkerContext, yieldTurn } from './worker-context.ts';

const stampEvery = 16;
const turnEvery = 256;
const refusedPauseMs = 1;

/** What to do after a refusal: `pause` a millisecond, where nothing else slows the producer down. */
export type SendRest = 'none' | 'pause';

export type SendOutcome = 'accepted' | 'refused' | 'given-up';

/**
 * Sends stamped messages on one socket and keeps its counters. It tries without waiting first, so that the moment at
 * which a sender begins to stand is known, and waits with a time limit after that, so that the end of a run is seen.
 */
export interface Sender {
  /**
   * Sends messages of these streams in turn, `count` at most, as long as `goesOn` says so; returns early after one that had to
   * wait, since the schedule and the knobs may want to know. Answers how many were tried. One await a message, and no call
   * between it and the socket: this is what a fast producer spends its time with.
   */
  sendInTurn(streams: readonly OutgoingStream[], count: number, rest: SendRest, goesOn: () => boolean): Promise<number>;
  /** Sends the next message of a stream. Waits where the socket type waits; `given-up` when the run ended meanwhile. */
  send(stream: OutgoingStream): Promise<SendOutcome>;
  /** Sends a received message on, with a header of this socket's own stream; the rest of it stays as it is. */
  forward(stream: OutgoingStream, frames: readonly Buffer[], headerAt: number): Promise<SendOutcome>;
  /** Sends what a program outside asked back to it, in no stream of ours. */
  echo(frames: readonly Buffer[]): Promise<void>;
  /** Sends frames that carry no header of ours, uncounted. */
  pass(frames: readonly Buffer[]): Promise<void>;
  /** Sends a closing marker for every stream; a full queue is no error, since markers are sent again. */
  mark(): Promise<void>;
  /** Takes the current time for the next stamps; call after every sleep. */
  restamp(): void;
  /** Time stood waiting in the last call, milliseconds. */
  readonly lastBlockedMs: number;
  /** True when it is time to give the event loop a turn. */
  readonly turnIsDue: boolean;
  setSize(bytes: number): void;
  /** Bytes of a message of that stream, header included. */
  messageBytes(stream: OutgoingStream): number;
}

export function createSender(socket: LabSocket, order: SocketOrder, context: WorkerContext, size: number): Sender {
  const { memory } = context;
  const raw = memory.raw;
  const offeredCell = memory.counterCell(order.index, 'offered');
  const acceptedCell = memory.counterCell(order.index, 'accepted');
  const refusedCell = memory.counterCell(order.index, 'refused');
  const blockedCell = memory.counterCell(order.index, 'blockedMs');
  const blockedSinceCell = memory.counterCell(order.index, 'blockedSinceMs');
  const userTimeout = Number(order.options.sendTimeout ?? -1);
  const dropsAtOnce = order.type === 'pub' || order.type === 'xpub';
  const lanes = openOutLanes(order, context, size);
  let stampUs = context.nowMs() * 1000;
  let sinceStamp = 0;
  let sinceTurn = 0;
  let lastBlockedMs = 0;
  let turn = 0;

  const refuse = (error: unknown): SendOutcome => {
    raw[refusedCell] = (raw[refusedCell] ?? 0) + 1;
    const code = errorCode(error);
    if (code !== 'EAGAIN') context.report.failure(order.index, 'send', code, errorMessage(error), '');
    return 'refused';
  };

  /** The queue is full: stands until there is room, the user's time limit passes, or the run ends. */
  const wait = async (message: Buffer | Buffer[]): Promise<SendOutcome> => {
    const sinceMs = context.nowMs();
    raw[blockedSinceCell] = sinceMs;
    socket.sendTimeout = userTimeout > 0 ? Math.min(userTimeout, 60_000) : wakeMs;
    let outcome: SendOutcome | undefined;
    while (outcome === undefined) {
      try {
        await socket.send(message);
        outcome = 'accepted';
      } catch (error) {
        if (errorCode(error) !== 'EAGAIN') outcome = socket.closed ? 'given-up' : refuse(error);
        else if (userTimeout > 0) outcome = refuse(error);
        else if (memory.phase >= phases.drain || socket.closed) outcome = 'given-up';
      }
    }
    const now = context.nowMs();
    lastBlockedMs += now - sinceMs;
    raw[blockedCell] = (raw[blockedCell] ?? 0) + now - sinceMs;
    raw[blockedSinceCell] = 0;
    if (!socket.closed) socket.sendTimeout = 0;
    stampUs = now * 1000;
    return outcome;
  };

  /** zeromq.js takes nothing while a socket binds; that is no refusal of libzmq's, and lasts as long as its bind. */
  const afterBind = async (): Promise<SendOutcome> => {
    await sleep(1);
    return 'given-up';
  };

  /** The socket did not take the message at once: a refusal, a wait, or the end. */
  const recover = (error: unknown, message: Buffer | Buffer[]): SendOutcome | Promise<SendOutcome> => {
    if (socket.closed) return 'given-up';
    if (errorCode(error) === 'EBUSY' && errorMessage(error).includes('bind')) return afterBind();
    if (errorCode(error) !== 'EAGAIN' || dropsAtOnce || userTimeout === 0) return refuse(error);
    return wait(message);
  };

  /** Stamps the message that is next on a lane. */
  const compose = (stream: OutgoingStream, lane: OutLane, sequence: number): Buffer | Buffer[] => {
    sinceTurn += 1;
    sinceStamp += 1;
    if (sinceStamp >= stampEvery) {
      stampUs = context.nowMs() * 1000;
      sinceStamp = 0;
    }
    if (lane.arrivals !== undefined) prepareArrival(lane.arrivals, sequence);
    const stamped = lane.factory.stamp(stream.stream, sequence, stampUs);
    if (lane.prefix.length === 0) return stamped;
    return [...lane.prefix, ...(Array.isArray(stamped) ? stamped : [stamped])];
  };

  /** The sequence moves on only when libzmq accepted the message. */
  const accept = (lane: OutLane, sequence: number): void => {
    raw[lane.sentCell] = sequence + 1;
    raw[acceptedCell] = (raw[acceptedCell] ?? 0) + 1;
  };

  const offer = (count: number): void => {
    raw[offeredCell] = (raw[offeredCell] ?? 0) + count;
  };

  /** Counts one attempt on a stream. */
  const book = async (lane: OutLane, sequence: number, message: Buffer | Buffer[]): Promise<SendOutcome> => {
    let outcome: SendOutcome = 'accepted';
    offer(1);
    try {
      await socket.send(message);
    } catch (error) {
      outcome = await recover(error, message);
    }
    if (outcome === 'accepted') accept(lane, sequence);
    else if (outcome === 'given-up') offer(-1);
    return outcome;
  };

  return {
    async sendInTurn(streams, count, rest, goesOn) {
      let tried = 0;
      lastBlockedMs = 0;
      while (tried < count && lastBlockedMs === 0 && goesOn()) {
        const stream = streams[turn % streams.length] as OutgoingStream;
        const lane = lanes.of(stream);
        const sequence = raw[lane.sentCell] ?? 0;
        const message = compose(stream, lane, sequence);
        turn += 1;
        offer(1);
        try {
          await socket.send(message);
          accept(lane, sequence);
        } catch (error) {
          const outcome = await recover(error, message);
          if (outcome === 'accepted') accept(lane, sequence);
          else {
            // The turn is that of accepted messages, except among the peers of a ROUTER, where the next may have room.
            if (stream.target === undefined) turn -= 1;
            if (outcome === 'given-up') {
              offer(-1);
              return tried;
            }
            if (rest === 'pause' && lastBlockedMs === 0) await sleep(refusedPauseMs);
          }
        }
        tried += 1;
        if (sinceTurn >= turnEvery) {
          sinceTurn = 0;
          await yieldTurn();
        }
      }
      return tried;
    },
    async send(stream) {
      const lane = lanes.of(stream);
      lastBlockedMs = 0;
      const sequence = raw[lane.sentCell] ?? 0;
      return await book(lane, sequence, compose(stream, lane, sequence));
    },
    async forward(stream, frames, headerAt) {
      const lane = lanes.of(stream);
      lastBlockedMs = 0;
      sinceTurn += 1;
      const sequence = raw[lane.sentCell] ?? 0;
      if (lane.arrivals !== undefined) prepareArrival(lane.arrivals, sequence);
      // A copy: over inproc the received buffer is the sender's own, and other receivers may still read it.
      const stamped = Buffer.from(frames[headerAt] as Buffer);
      restampHeader(stamped, stream.stream, sequence, context.nowMs() * 1000);
      return await book(lane, sequence, frames.length === 1 ? stamped : frames.with(headerAt, stamped));
    },
    async echo(frames) {
      await socket.send([...frames]);
      offer(1);
      raw[acceptedCell] = (raw[acceptedCell] ?? 0) + 1;
    },
    async pass(frames) {
      try {
        await socket.send([...frames]);
      } catch (error) {
        if (!socket.closed) refuse(error);
      }
    },
    async mark() {
      for (const stream of order.outgoing) {
        if (!stream.markable) continue;
        const lane = lanes.of(stream);
        const stamped = lane.factory.stamp(stream.stream, raw[lane.sentCell] ?? 0, context.nowMs() * 1000, kindMarker);
        const body = Array.isArray(stamped) ? stamped : [stamped];
        await sendMarker(socket, lane.prefix.length === 0 ? stamped : [...lane.prefix, ...body]);
      }
    },
    restamp() {
      stampUs = context.nowMs() * 1000;
      sinceStamp = 0;
    },
    get lastBlockedMs() {
      return lastBlockedMs;
    },
    get turnIsDue() {
      if (sinceTurn < turnEvery) return false;
      sinceTurn = 0;
      return true;
    },
    setSize: (bytes) => lanes.setSize(bytes),
    messageBytes: (stream) => lanes.of(stream).factory.bytes,
  };
}

async function sendMarker(socket: LabSocket, message: Buffer | Buffer[]): Promise<void> {
  try {
    await socket.send(message);
  } catch {
    await sleep(0);
  }
}
