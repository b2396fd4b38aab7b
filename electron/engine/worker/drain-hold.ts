import { phases } from '../memory/lab-memory.ts';
import { missedBeforeJoin } from '../memory/missed.ts';
import type { LabSocket } from './open-socket.ts';
import type { OutgoingStream, Reach, SocketOrder } from './protocol.ts';
import { sleep, type WorkerContext, yieldTurn } from './worker-context.ts';

/**
 * Keeps the drain from losing what the scenario would not have lost: it drops service times, so that answers and forwarded
 * messages come thousands at once, and a REP, a ROUTER or a publisher discards in silence what a full queue cannot take.
 */
export interface DrainHold {
  /** Before each send of an answer or a forwarded message. Resolves at once while the run goes on. */
  room(stream: OutgoingStream): Promise<void>;
  /** The same before a REP takes a request: that is when libzmq looks for room for its answer (rep.cpp, xrecv). */
  readonly roomToAnswer: (() => Promise<void>) | undefined;
}

const drops = new Set(['router', 'pub', 'xpub']);
/** Nothing has come of what is under way for so long: it was lost before, and takes no room any more. */
const patienceMs = 400;
const turnsBeforeSleep = 200;

interface Progress {
  settled: number;
  sinceMs: number;
  /** In flight by the counters, and taken to be lost. */
  gone: number;
  /** Since then nothing has come either: whoever waits here, waits in vain. */
  givenUp: boolean;
}

export function createDrainHold(
  socket: LabSocket,
  order: SocketOrder,
  { memory, nowMs }: WorkerContext,
  alive: () => boolean,
): DrainHold {
  const flows = new Map<number, Progress>();
  const goesOn = (): boolean => alive() && memory.phase === phases.drain;

  const look = ({ flow, streams, fanOut }: Reach): { settled: number; inFlight: number } => {
    const settled = memory.flow(flow, 'delivered') + memory.flow(flow, 'lost');
    const offered = streams.reduce((sum, stream) => sum + memory.sent(stream), 0);
    const missed = fanOut ? missedBeforeJoin(memory, flow, offered) : 0;
    return { settled, inFlight: offered - missed - settled };
  };

  const hasRoom = (reach: Reach, limit: number): boolean => {
    const { settled, inFlight } = look(reach);
    const known = flows.get(reach.flow) ?? { settled: -1, sinceMs: 0, gone: 0, givenUp: false };
    flows.set(reach.flow, known);
    if (known.settled !== settled) {
      Object.assign(known, { settled, sinceMs: nowMs(), gone: Math.min(known.gone, inFlight), givenUp: false });
    }
    if (known.givenUp || inFlight - known.gone < limit) return true;
    if (nowMs() - known.sinceMs < patienceMs) return false;
    known.givenUp = known.gone > 0;
    known.gone = inFlight;
    known.sinceMs = nowMs();
    return true;
  };

  const waitForRoom = async (stream: OutgoingStream): Promise<void> => {
    const mark = socket.closed ? 0 : socket.sendHighWaterMark;
    if (mark === 0) return;
    // Credit comes back in halves of the mark (libzmq's low-water mark), so that up to half of it may be used up unseen.
    const limit = Math.ceil(mark / 2);
    for (const reach of stream.reaches) {
      for (let turns = 0; goesOn() && isOpen(reach.to) && !hasRoom(reach, limit); turns += 1) {
        await (turns < turnsBeforeSleep ? yieldTurn() : sleep(1));
      }
    }
  };

  const roomToAnswer = async (): Promise<void> => {
    if (memory.phase !== phases.drain) return;
    for (const stream of order.outgoing) await waitForRoom(stream);
    // A receive looks at libzmq's own messages, credit among them, only now and then; asking what is possible always does.
    if (!socket.closed) void socket.readable;
  };

  return {
    async room(stream) {
      if (memory.phase === phases.drain && drops.has(order.type)) await waitForRoom(stream);
    },
    roomToAnswer: order.type === 'rep' ? roomToAnswer : undefined,
  };

  function isOpen(receiver: number): boolean {
    return memory.counter(receiver, 'open') === 1;
  }
}
