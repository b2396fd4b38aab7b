import type { LinkConditions } from '../../../shared/scenario/scenario.ts';
import { phases } from '../memory/lab-memory.ts';
import type { PlannedFlow } from '../plan/run-plan.ts';
import type { GapRecord } from '../worker/protocol.ts';
import { monotonicMs } from '../worker/worker-context.ts';
import { isClosed } from './closed-flows.ts';
import { conflates } from './flow-surroundings.ts';
import type { Readings } from './readings.ts';
import { orderTo, type RunState, runTime } from './run-state.ts';
import { bookAllMissing, restOf } from './shared-losses.ts';

const drainWithinMs = 10_000;
/** No arrival anywhere for so long: what has not come, will not. */
const quietMs = 1500;
const markEveryMs = 100;
/** A consumer looks up from its service within 20 ms, and then reads what was there before any marker. */
const newestWithinMs = 250;

export interface DrainResult {
  /** Flows that were still delivering when the time was up, with the reason. */
  readonly unclosed: ReadonlyMap<number, string>;
}

/**
 * Ends the traffic so that the ledger closes: producers stop, consumers drop their service time, links lose their
 * limits (not their cuts), and a closing marker is sent on every flow that still owes messages, until it comes
 * through, nothing moves any more, or the time is up.
 */
export async function drain(state: RunState, readings: Readings): Promise<DrainResult> {
  state.memory.phase = phases.drain;
  await liftConditions(state);
  const startMs = monotonicMs();
  let movedMs = startMs;
  let before = -1;
  while (monotonicMs() - startMs < drainWithinMs) {
    readings.take();
    const open = openFlows(state);
    if (open.length === 0 && (await toldAll(state, readings))) break;
    const moved = state.plan.flows.reduce((sum, flow) => sum + settled(state, flow), 0);
    if (moved !== before) movedMs = monotonicMs();
    else if (monotonicMs() - movedMs > quietMs + slowestLinkMs(state) && !open.some(waitsForProbe(state))) break;
    before = moved;
    const replaces = monotonicMs() - startMs < newestWithinMs + slowestLinkMs(state);
    await Promise.race([markAll(state, open, replaces), pause(markEveryMs * 4)]);
    await pause(markEveryMs / 4);
  }
  readings.take();
  const moving = monotonicMs() - movedMs < quietMs || openFlows(state).some(waitsForProbe(state));
  const late = monotonicMs() - startMs >= drainWithinMs && moving;
  return { unclosed: late ? unclosedReasons(state) : new Map() };
}

/**
 * What a process of its own counted last, comes with its next answer: only then is it known that nothing is owed. The answer
 * comes after the process knows that producers have stopped.
 */
async function toldAll(state: RunState, readings: Readings): Promise<boolean> {
  const apart = state.plan.sockets.filter(
    ({ index, spec }) => spec.process !== undefined && state.memory.counter(index, 'open') === 1,
  );
  if (apart.length === 0) return true;
  await Promise.all(apart.map(({ index }) => orderTo(state, index, { kind: 'heard', socket: index })));
  readings.take();
  return openFlows(state).length === 0;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const settled = (state: RunState, flow: PlannedFlow): number =>
  state.memory.flow(flow.index, 'delivered') + state.memory.flow(flow.index, 'lost') + Number(isClosed(state, flow));

/**
 * The reader has emptied its kernel queue, and the sender's still holds bytes: tcp asks about a window that was closed for long
 * only now and then (its persist timer), and goes on when it does. A queue that is read is empty within one look.
 */
const waitsForProbe =
  (state: RunState) =>
  ({ index, from, to }: PlannedFlow): boolean => {
    const { kernelSend = 0, kernelReceive = 0 } = state.ledgers[index]?.figures ?? {};
    const isOpen = [from, to].every((socket) => state.memory.counter(socket, 'open') === 1);
    return isOpen && kernelSend > 0 && kernelReceive === 0;
  };

/** Flows that owe messages and are not closed by their marker. A shared stream owes until its counts agree. */
const openFlows = (state: RunState): readonly PlannedFlow[] =>
  state.plan.flows.filter((flow) => {
    const inFlight = state.ledgers[flow.index]?.figures.inFlight ?? 0;
    if (inFlight === 0) return false;
    const mates = flow.shared ? sharingWith(state, flow) : [flow];
    return mates.some((mate) => !isClosed(state, mate));
  });

const sharingWith = (state: RunState, flow: PlannedFlow): readonly PlannedFlow[] =>
  state.plan.flows.filter((other) => other.streams.some((stream) => flow.streams.includes(stream)));

/** `replaces`: a marker would take the place of the newest message in a conflating queue, which has not had time to be read. */
async function markAll(state: RunState, open: readonly PlannedFlow[], replaces: boolean): Promise<void> {
  const held = new Set(open.filter((flow) => replaces && conflates(state, flow)).map((flow) => flow.from));
  const senders = [...new Set(open.map((flow) => flow.from))].filter(
    (socket) => state.memory.counter(socket, 'open') === 1 && !held.has(socket),
  );
  await Promise.all(senders.map((socket) => orderTo(state, socket, { kind: 'mark', socket })));
}

async function liftConditions(state: RunState): Promise<void> {
  for (const index of state.relays.links) {
    const id = state.plan.links[index]?.spec.id;
    const cut = state.scenario.links.find((link) => link.id === id)?.conditions.cut ?? false;
    const free: LinkConditions = { bytesPerSecond: 0, latencyMs: 0, jitterMs: 0, cut, stall: false };
    await state.relays.thread?.setConditions(String(index), free);
  }
}

const slowestLinkMs = (state: RunState): number =>
  Math.max(0, ...state.scenario.links.map((link) => 2 * (link.conditions.latencyMs + link.conditions.jitterMs)));

const unclosedReasons = (state: RunState): ReadonlyMap<number, string> =>
  new Map(
    openFlows(state).map((flow) => [
      flow.index,
      `after ${drainWithinMs / 1000} s of draining, messages were still arriving; the rest was in the queues when the sockets were closed`,
    ]),
  );

/**
 * Books what can no longer arrive as lost: the receiver is gone, or nothing came for a while although it read. Which
 * messages those are is known: of an exclusive stream the newest, of a shared one those whose bit is not set.
 */
export function writeOffRest(
  state: RunState,
  skip: ReadonlySet<number>,
  book: (flow: number, gap: GapRecord) => void,
): void {
  const done = new Set<number>();
  for (const flow of state.plan.flows) {
    const owed = state.ledgers[flow.index]?.figures.inFlight ?? 0;
    // What others outside may have got is nobody's loss.
    if (owed <= 0 || skip.has(flow.index) || done.has(flow.index) || flow.sharesOutside) continue;
    if (!flow.shared) book(flow.index, restOf(state, flow, owed));
    else {
      const mates = sharingWith(state, flow).filter((mate) => !skip.has(mate.index));
      for (const mate of mates) done.add(mate.index);
      bookAllMissing(state, mates, book);
    }
  }
}

/** The run's time at which its producers stopped, for rates and for `seconds`. */
export const producedMs = (state: RunState): number => runTime(state, state.endedMs ?? monotonicMs() - state.epochMs);
