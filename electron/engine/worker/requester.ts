import { phases } from '../memory/lab-memory.ts';
import { createPacer } from '../pacing/pacer.ts';
import { createLatencyMeter } from './latency.ts';
import type { LabSocket } from './open-socket.ts';
import { holdUntilStart } from './producer.ts';
import type { SocketOrder } from './protocol.ts';
import type { Receiver } from './receiver.ts';
import type { Sender } from './sender.ts';
import { errorCode, sleep, type WorkerContext, yieldTurn } from './worker-context.ts';

const napMs = 20;

/** REQ: one request at a time, in lock-step with its reply; round trips are measured. */
export async function request(
  socket: LabSocket,
  order: SocketOrder,
  sender: Sender,
  receiver: Receiver,
  context: WorkerContext,
  alive: () => boolean,
): Promise<void> {
  const { memory } = context;
  const inFlightCell = memory.counterCell(order.index, 'requestsInFlight');
  const timeoutsCell = memory.counterCell(order.index, 'timeouts');
  const patienceMs = Number(order.options.receiveTimeout ?? -1);
  const meter = roundTripMeter(order, context);
  await holdUntilStart(order, context, alive);
  const pacer = createPacer(memory.knob(order.index, 'rate'), 1, context.nowMs());
  let rate = memory.knob(order.index, 'rate');
  let done = 0;

  while (alive() && memory.phase < phases.drain) {
    const now = context.nowMs();
    if (memory.knob(order.index, 'rate') !== rate) {
      rate = memory.knob(order.index, 'rate');
      pacer.configure(rate, 1, now);
    }
    if (memory.knob(order.index, 'paused') === 1) {
      await sleep(napMs);
      pacer.excuse(context.nowMs() - now);
      continue;
    }
    const count = memory.knob(order.index, 'count');
    if (order.outgoing[0] === undefined || (count > 0 && done >= count)) {
      await sleep(napMs);
      continue;
    }
    if (rate > 0 && pacer.due(now) <= 0) {
      await sleep(Math.min(napMs, Math.max(1, Math.floor(pacer.untilNextMs(now)))));
      continue;
    }
    sender.setSize(memory.knob(order.index, 'size'));
    sender.restamp();
    const sentMs = context.nowMs();
    const outcome = await sender.send(order.outgoing[done % order.outgoing.length] as (typeof order.outgoing)[number]);
    // The socket closed, the run drains, or the socket was still binding: the loop's own question tells which.
    if (outcome === 'given-up') continue;
    pacer.sent(1);
    done += 1;
    if (outcome === 'refused') {
      await sleep(1);
      continue;
    }
    memory.write(inFlightCell, 1);
    const replied = await awaitReply(socket, receiver, context, alive, patienceMs);
    memory.write(inFlightCell, 0);
    if (replied) meter.record((context.nowMs() - sentMs) * 1000);
    else memory.write(timeoutsCell, memory.read(timeoutsCell) + 1);
    meter.publish(context.nowMs());
    pacer.excuse(Math.max(0, context.nowMs() - sentMs - (rate > 0 ? 1000 / rate : 0)));
    if (sender.turnIsDue) await yieldTurn();
  }
}

const roundTripMeter = (order: SocketOrder, { memory }: WorkerContext) =>
  createLatencyMeter(memory, {
    p50: memory.counterCell(order.index, 'roundTripP50Ms'),
    p99: memory.counterCell(order.index, 'roundTripP99Ms'),
    max: -1,
    total: undefined,
  });

/** Waits for the reply as long as the user's receiveTimeout says (for ever by default), or until the drain. */
async function awaitReply(
  socket: LabSocket,
  receiver: Receiver,
  context: WorkerContext,
  alive: () => boolean,
  patienceMs: number,
): Promise<boolean> {
  const untilMs = patienceMs < 0 ? Number.POSITIVE_INFINITY : context.nowMs() + patienceMs;
  while (alive() && context.memory.phase < phases.drain) {
    try {
      receiver.accept(await socket.receive());
      return true;
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN' || context.nowMs() >= untilMs) return false;
    }
  }
  // The drain: give the reply that is on its way the time to arrive, but do not count its latency.
  return await lastReply(socket, receiver, alive);
}

async function lastReply(socket: LabSocket, receiver: Receiver, alive: () => boolean): Promise<boolean> {
  if (!alive()) return false;
  try {
    receiver.accept(await socket.receive());
    return true;
  } catch {
    return false;
  }
}
