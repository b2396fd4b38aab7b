import type { PlannedFlow, PlannedSocket } from '../plan/run-plan.ts';
import type { OrderAnswer } from '../worker/protocol.ts';
import { monotonicMs } from '../worker/worker-context.ts';
import { noteFailure, orderTo, type RunState, runTime } from './run-state.ts';

export const markOptions: readonly string[] = ['sendHighWaterMark', 'receiveHighWaterMark'];

const defaultMark = 1000;
const largestStep = 1.4;
const lookEveryMs = 25;

/**
 * Sets a high-water mark on live pipes. libzmq 4.3.5 can freeze a full pipe for good when its mark is raised at once: the
 * reader then gives credit back only after more messages than are queued (measured: 100 to 1000 froze up to 8 of 8
 * runs, 100 to 150 none of 24; lowering none of 90). So a receiver with one pipe waits for a safe moment
 * (worker/mark-raiser.ts), any other full pipe's mark is raised in steps, each after half a mark was read, and a
 * connection that froze all the same is made anew. Answers when the first step is done.
 */
export async function setMark(
  state: RunState,
  socket: PlannedSocket,
  name: string,
  from: number,
  to: number,
): Promise<OrderAnswer> {
  const key = markKey(socket.index, name);
  const current = state.marks.get(key) ?? from;
  const put = async (value: number): Promise<OrderAnswer> => {
    state.marks.set(key, value);
    return await orderTo(state, socket.index, { kind: 'option', socket: socket.index, name, value });
  };
  if (current === 0 || (to !== 0 && to <= current * largestStep) || !isFull(state, socket)) return await put(to);
  if (to === 0) {
    return {
      ok: false,
      code: 'EFULL',
      message:
        'the queue is full, and libzmq 4.3.5 freezes a full pipe whose mark is lifted; let it drain first, or stop and start',
    };
  }
  const oneReader =
    name === 'receiveHighWaterMark' && flowsOf(state, socket).filter((flow) => flow.to === socket.index).length === 1;
  const first = oneReader ? to : Math.floor(current * largestStep);
  const answer = await put(first);
  if (answer.ok) void climb(state, socket, first, to, put, () => state.marks.get(key)).then(() => thaw(state, socket));
  return answer;
}

export const markKey = (socket: number, name: string): string => `${socket} ${name}`;

/** The mark that libzmq has now, which is below the scenario's while it is being raised. */
export const markNow = (state: RunState, socket: number, name: 'sendHighWaterMark' | 'receiveHighWaterMark'): number =>
  state.marks.get(markKey(socket, name)) ?? Number(state.scenario.sockets[socket]?.options[name] ?? defaultMark);

async function climb(
  state: RunState,
  socket: PlannedSocket,
  from: number,
  to: number,
  put: (value: number) => Promise<OrderAnswer>,
  current: () => number | undefined,
): Promise<void> {
  let mark = from;
  while (mark < to) {
    const readBefore = delivered(state, socket);
    while (delivered(state, socket) - readBefore < mark / 2 && isFull(state, socket)) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      // The run ended, or somebody set another mark meanwhile.
      if (state.phase !== 'running' || current() !== mark) return;
    }
    mark = isFull(state, socket) ? Math.min(to, Math.floor(mark * largestStep)) : to;
    if (!(await put(mark)).ok) return;
  }
}

const frozenMs = 700;
const watchMs = 4000;

/** Watches the flows for a while; one that stands still with nothing in flight gets a new connection, which loses nothing. */
async function thaw(state: RunState, socket: PlannedSocket): Promise<void> {
  const untilMs = monotonicMs() + watchMs;
  const moved = new Map<number, { readonly delivered: number; readonly atMs: number }>();
  while (state.phase === 'running' && monotonicMs() < untilMs) {
    for (const flow of flowsOf(state, socket)) {
      const now = state.memory.flow(flow.index, 'delivered');
      const before = moved.get(flow.index);
      if (before === undefined || before.delivered !== now)
        moved.set(flow.index, { delivered: now, atMs: monotonicMs() });
      else if (monotonicMs() - before.atMs > frozenMs && isFrozen(state, flow)) {
        await reconnect(state, flow);
        moved.delete(flow.index);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs * 4));
  }
}

/** The sender wants to send, the receiver reads, and the kernel holds nothing: only the credit is missing. */
function isFrozen(state: RunState, flow: PlannedFlow): boolean {
  const { memory } = state;
  const figures = state.ledgers[flow.index]?.figures;
  if (
    figures === undefined ||
    memory.knob(flow.to, 'reading') === 0 ||
    memory.knob(flow.to, 'serviceMs') > frozenMs / 2
  )
    return false;
  const waiting = memory.counter(flow.from, 'blockedSinceMs') > 0 || figures.lostPerSecond > 0;
  const kernel = (figures.kernelSend || 0) + (figures.kernelReceive || 0);
  return waiting && kernel < 1;
}

async function reconnect(state: RunState, flow: PlannedFlow): Promise<void> {
  const link = state.plan.links[flow.link];
  const endpoint = state.dialled[flow.link] ?? state.bound[flow.link];
  if (link === undefined || link.implied || endpoint === undefined) return;
  const socket = link.spec.bind === 'from' ? link.to : link.from;
  noteFailure(state, {
    atMs: runTime(state, monotonicMs() - state.epochMs),
    socket: state.plan.sockets[socket]?.spec.id ?? '',
    operation: 'option',
    code: 'EFROZEN',
    message: 'raising the mark froze the connection (libzmq 4.3.5); it was made anew',
    endpoint,
  });
  await orderTo(state, socket, { kind: 'disconnect', socket, endpoint });
  await orderTo(state, socket, { kind: 'connect', socket, endpoint });
}

const flowsOf = (state: RunState, socket: PlannedSocket) =>
  state.plan.flows.filter((flow) => flow.from === socket.index || flow.to === socket.index);

const delivered = (state: RunState, socket: PlannedSocket): number =>
  flowsOf(state, socket).reduce((sum, flow) => sum + state.memory.flow(flow.index, 'delivered'), 0);

/** Half of what the marks allow is already near enough: the sender may have been refused a moment ago. */
const isFull = (state: RunState, socket: PlannedSocket): boolean =>
  flowsOf(state, socket).some((flow) => {
    const figures = state.ledgers[flow.index]?.figures;
    if (figures === undefined) return false;
    const marks = Math.min(
      figures.sendMark || Number.POSITIVE_INFINITY,
      figures.receiveMark || Number.POSITIVE_INFINITY,
    );
    return figures.inFlight >= marks / 2;
  });
