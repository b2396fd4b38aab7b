import { splitInFlight } from '../ledger/shared-stream.ts';
import { receiversOf } from './peers.ts';
import type { RunState } from './run-state.ts';

/** In flight per flow, for streams whose messages any of several receivers may get. */
export function splitShared(state: RunState, nowMs: number): ReadonlyMap<number, number> {
  const parts = new Map<number, number>();
  for (const stream of state.plan.streams) {
    const buffer = state.arrivals.get(stream.index);
    if (!stream.shared || buffer === undefined) continue;
    const receivers = receiversOf(state, stream);
    const sent = state.memory.sent(stream.index);
    state.sentHistories.get(stream.index)?.add(nowMs, sent);
    splitInFlight(receivers, sent, new Int32Array(buffer)).forEach((part, index) => {
      parts.set(stream.flows[index] as number, part);
    });
  }
  return parts;
}
