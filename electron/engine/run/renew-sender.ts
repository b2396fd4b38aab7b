import type { PlannedSocket } from '../plan/run-plan.ts';
import type { SocketOrder } from '../worker/protocol.ts';
import { monotonicMs } from '../worker/worker-context.ts';
import { orderTo, type RunState } from './run-state.ts';

/**
 * Before a socket that has sent is opened again: tells its receivers where its new life begins, so that what it sends before they
 * are there again is missed, and only what its old life had under way is lost.
 */
export async function renewSender(state: RunState, socket: PlannedSocket): Promise<void> {
  const streams = state.plan.streams.filter(({ sender }) => sender === socket.index);
  if (streams.every(({ index }) => state.memory.sent(index) === 0)) return;
  const receivers = [
    ...new Set(streams.flatMap(({ flows }) => flows.map((flow) => state.plan.flows[flow]?.to ?? -1))),
  ].filter((index) => state.memory.counter(index, 'open') === 1);
  if (socket.spec.process !== undefined) await takeBackCounts(state, streams, receivers);
  const starts = new Map(streams.map(({ index }) => [index, state.memory.sent(index)]));
  const atMs = monotonicMs() - state.epochMs;
  for (const [stream, from] of starts) state.lifeStarts.set(stream, { from, atMs });
  await Promise.all(receivers.map((index) => orderTo(state, index, { kind: 'renewed', socket: index, starts })));
}

/** What a killed process counted in its last milliseconds never came; what has arrived of it was sent. */
async function takeBackCounts(
  state: RunState,
  streams: RunState['plan']['streams'],
  receivers: readonly number[],
): Promise<void> {
  const answers = await Promise.all(receivers.map((index) => orderTo(state, index, { kind: 'heard', socket: index })));
  for (const answer of answers) {
    if (!answer.ok || typeof answer.value !== 'object') continue;
    for (const { index } of streams) {
      const next = Number(answer.value[index] ?? -1) + 1;
      if (next > state.memory.sent(index)) state.memory.write(state.memory.sentCell(index), next);
    }
  }
}

/** When the life of the sender began that sent this message, on the threads' clock; 0 for its first one, and where it is not known. */
export function bornMs(state: RunState, stream: number, sequence: number): number {
  const life = state.lifeStarts.get(stream);
  return life !== undefined && sequence >= life.from ? life.atMs : 0;
}

/** The order to open a socket, with the lives that its senders are in. */
export const withLifeStarts = (state: RunState, order: SocketOrder): SocketOrder => ({
  ...order,
  incoming: order.incoming.map((info) => ({ ...info, startsAt: state.lifeStarts.get(info.stream)?.from })),
});
