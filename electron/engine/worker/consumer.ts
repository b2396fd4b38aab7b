import { performance } from 'node:perf_hooks';
import { phases } from '../memory/lab-memory.ts';
import { createServiceClock } from '../pacing/service-clock.ts';
import type { DrainHold } from './drain-hold.ts';
import type { MarkRaiser } from './mark-raiser.ts';
import type { LabSocket } from './open-socket.ts';
import type { IncomingStream, SocketOrder } from './protocol.ts';
import type { Receiver } from './receiver.ts';
import { errorCode, errorMessage, sleep, type WorkerContext, yieldTurn } from './worker-context.ts';

const turnEvery = 256;
const longestNapMs = 20;
const spinSliceMs = 10;

/** What a socket does with a message that it has served, for example answer it. */
export type Answer = (stream: IncomingStream | undefined, frames: readonly Buffer[]) => Promise<void>;

/**
 * Receives, books and serves messages until the run stops: `reading` and the service time are knobs, and the drain
 * drops both. A pending receive looks at the phase every `wakeMs`.
 */
export async function consume(
  socket: LabSocket,
  order: SocketOrder,
  receiver: Receiver,
  context: WorkerContext,
  alive: () => boolean,
  answer: Answer | undefined,
  hold: DrainHold,
  marks: MarkRaiser,
): Promise<void> {
  const { memory } = context;
  const serve = createService(order, context, alive);
  const readingCell = memory.knobCell(order.index, 'reading');
  const serviceCell = memory.knobCell(order.index, 'serviceMs');
  const { roomToAnswer } = hold;
  let sinceTurn = 0;
  while (alive() && memory.phase < phases.stop) {
    if (memory.read(readingCell) === 0 && memory.phase < phases.drain) {
      await sleep(longestNapMs / 2);
      continue;
    }
    let frames: Buffer[] | undefined;
    if (roomToAnswer !== undefined) await roomToAnswer();
    try {
      frames = await socket.receive();
      marks.read();
    } catch (error) {
      marks.idle();
      await noteFailure(error, socket, order, context);
    }
    // What was taken out of the queue of a socket that has left meanwhile, was booked as lost with it.
    if (frames === undefined || !alive()) continue;
    const taken = receiver.accept(frames);
    sinceTurn += 1;
    if (sinceTurn >= turnEvery) {
      sinceTurn = 0;
      await yieldTurn();
    }
    const serviceMs = memory.read(serviceCell);
    // A marker is ours and no work: a slow consumer would spend its first seconds on those of the start.
    if (serviceMs > 0 && taken !== 'marker' && memory.phase < phases.drain) await serve(serviceMs);
    if (answer !== undefined) await answer(taken === 'marker' ? undefined : taken, frames);
  }
}

/** A failure other than a time-out is reported and slowed down. */
async function noteFailure(
  error: unknown,
  socket: LabSocket,
  order: SocketOrder,
  context: WorkerContext,
): Promise<void> {
  const code = errorCode(error);
  if (socket.closed || code === 'EAGAIN') return;
  context.report.failure(order.index, 'receive', code, errorMessage(error), '');
  await sleep(longestNapMs);
}

/** Spends the service time of one message: by timers on an absolute line, or by burning the thread. */
function createService(
  order: SocketOrder,
  context: WorkerContext,
  alive: () => boolean,
): (serviceMs: number) => Promise<void> {
  const { memory } = context;
  const clock = createServiceClock();
  const serviceCell = memory.knobCell(order.index, 'serviceMs');
  const spinCell = memory.knobCell(order.index, 'spin');
  let lastServiceMs = 0;
  const goesOn = (): boolean => alive() && memory.phase < phases.drain && memory.read(serviceCell) === lastServiceMs;

  return async (serviceMs) => {
    if (serviceMs !== lastServiceMs) {
      clock.clear();
      lastServiceMs = serviceMs;
    }
    const nowMs = context.nowMs();
    if (memory.read(spinCell) === 1) await spin(nowMs + serviceMs, context, goesOn);
    else {
      clock.book(nowMs, serviceMs, performance.nodeTiming.idleTime);
      let wokeMs = nowMs;
      for (let debt = clock.debtMs(nowMs); debt > 0 && goesOn(); debt = clock.debtMs(wokeMs)) {
        await sleep(Math.min(Math.floor(debt), longestNapMs));
        wokeMs = context.nowMs();
      }
      clock.ask(performance.nodeTiming.idleTime);
    }
  };
}

/** Burns the thread in slices, so that its monitors are read even during a long service. */
async function spin(untilMs: number, context: WorkerContext, goesOn: () => boolean): Promise<void> {
  let nowMs = context.nowMs();
  while (nowMs < untilMs) {
    const sliceEnd = Math.min(untilMs, nowMs + spinSliceMs);
    while (nowMs < sliceEnd) nowMs = context.nowMs();
    if (nowMs < untilMs) {
      if (!goesOn()) return;
      await yieldTurn();
    }
  }
}
