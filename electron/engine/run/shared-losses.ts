import { settledUntil } from '../ledger/shared-stream.ts';
import type { PlannedFlow } from '../plan/run-plan.ts';
import { type MissingRun, markArrived, missingRuns, oldestKept } from '../worker/arrivals.ts';
import type { GapRecord } from '../worker/protocol.ts';
import { monotonicMs } from '../worker/worker-context.ts';
import { isClosed } from './closed-flows.ts';
import { isAwaited, receiversOf } from './peers.ts';
import { bornMs } from './renew-sender.ts';
import type { RunState } from './run-state.ts';

type Book = (flow: number, gap: GapRecord) => void;

/** A flow of a shared stream, and how many of the stream's missing messages it is taken to owe. */
interface Taker {
  readonly mate: PlannedFlow;
  owed: number;
}

/** What a flow owes, as one range: the newest of what had been sent. */
export function restOf(state: RunState, flow: PlannedFlow, owed: number): GapRecord {
  const stream = flow.streams[0] ?? 0;
  const sent = state.memory.sent(stream);
  const single = flow.streams.length === 1;
  const first = Math.max(0, sent - owed);
  return {
    flow: flow.index,
    stream,
    fromSequence: first,
    toSequence: Math.max(0, sent - 1),
    count: owed,
    ranges: single && owed <= sent ? 1 : 2,
    sentFromMs: Math.max(
      state.beganMs,
      state.memory.flow(flow.index, 'provenUntilMs'),
      single ? bornMs(state, stream, first) : 0,
    ),
    sentToMs: lastSentMs(state, flow),
    atClose: true,
  };
}

/** A sender that was closed has sent nothing since. */
function lastSentMs(state: RunState, flow: PlannedFlow): number {
  const endMs = state.endedMs ?? monotonicMs() - state.epochMs;
  const goneMs = state.goneAt.get(flow.from);
  return goneMs === undefined ? endMs : Math.min(endMs, state.beganMs + goneMs);
}

/** Hands all that is missing of a shared stream to its flows, as many as each is taken to owe. */
export function bookAllMissing(state: RunState, mates: readonly PlannedFlow[], book: Book): void {
  const stream = mates[0]?.streams[0] ?? 0;
  const buffer = state.arrivals.get(stream);
  const sent = state.memory.sent(stream);
  const runs = buffer === undefined ? [] : missingRuns(new Int32Array(buffer), oldestKept(sent), sent);
  const takers = fromThoseWhoWereAway(
    state,
    mates.map((mate) => takerOf(state, mate)),
  );
  bookRuns(state, stream, runs, takers, book);
  for (const { mate, owed } of takers) if (owed > 0) book(mate.index, { ...restOf(state, mate, owed), ranges: 2 });
}

/** A receiver marks a message before it moves its newest sequence on; this long after, both are seen by everybody. */
const settleMs = 500;

export interface SharedDeaths {
  look(book: Book): void;
}

/**
 * Books what a receiver of a shared stream took with it while the run goes on: `look` a few times a second. What is missing
 * below the newest message of all who are there went to one that was away (inferred from the order that pipes keep).
 */
export function createSharedDeaths(state: RunState): SharedDeaths {
  const seen = new Map<number, { readonly atMs: number; readonly until: number }>();
  return {
    look(book) {
      for (const stream of state.plan.streams) {
        const buffer = state.arrivals.get(stream.index);
        const mates = stream.flows.map((flow) => state.plan.flows[flow] as PlannedFlow);
        if (buffer === undefined || !mates.some(({ to }) => state.closedAt.has(to))) continue;
        const known = seen.get(stream.index);
        const nowMs = monotonicMs();
        if (known !== undefined && nowMs - known.atMs < settleMs) continue;
        const sent = state.memory.sent(stream.index);
        seen.set(stream.index, { atMs: nowMs, until: settledUntil(receiversOf(state, stream), sent) });
        if (known === undefined) continue;
        const bits = new Int32Array(buffer);
        const runs = missingRuns(bits, oldestKept(sent), known.until);
        const takers = mates.filter(({ to }) => state.closedAt.has(to)).map((mate) => takerOf(state, mate));
        for (const { from, to } of bookRuns(state, stream.index, runs, takers, book)) {
          for (let sequence = from; sequence < to; sequence += 1) markArrived(bits, sequence);
        }
      }
    },
  };
}

const takerOf = (state: RunState, mate: PlannedFlow): Taker => ({
  mate,
  owed: state.ledgers[mate.index]?.figures.inFlight ?? 0,
});

/**
 * A sender learns of a departure a moment late. What order alone cannot tell, the end can: a flow whose closing marker came
 * through owes nothing any more, so what is missing went to one that was away, or never came. A REQ sends no markers; its one
 * request would have been read in the drain.
 */
function fromThoseWhoWereAway(state: RunState, takers: readonly Taker[]): readonly Taker[] {
  const away = takers.filter(({ mate }) => state.closedAt.has(mate.to) || isAwaited(state, mate));
  const [first] = away;
  if (first === undefined) return takers;
  const asks = state.plan.sockets[first.mate.from]?.spec.type === 'req';
  for (const taker of takers) {
    if (away.includes(taker) || !(asks || isClosed(state, taker.mate))) continue;
    first.owed += taker.owed;
    taker.owed = 0;
  }
  return takers;
}

/** Answers what found a taker. */
function bookRuns(
  state: RunState,
  stream: number,
  runs: readonly MissingRun[],
  takers: readonly Taker[],
  book: Book,
): readonly MissingRun[] {
  const booked: MissingRun[] = [];
  for (const run of runs) {
    for (let from = run.from; from < run.to; ) {
      const taker = takers.find((candidate) => candidate.owed > 0);
      if (taker === undefined) return booked;
      const count = Math.min(taker.owed, run.to - from);
      taker.owed -= count;
      const toSequence = from + count - 1;
      const dated = state.sentHistories.get(stream)?.window(from, toSequence);
      book(taker.mate.index, {
        ...restOf(state, taker.mate, count),
        ...dated,
        fromSequence: from,
        toSequence,
        ranges: 1,
      });
      booked.push({ from, to: from + count });
      from += count;
    }
  }
  return booked;
}
