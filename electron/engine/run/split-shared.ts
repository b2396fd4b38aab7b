import { splitInFlight } from '../ledger/shared-stream.ts';
import { receiversOf } from './peers.ts';
import type { RunState } from './run-state.ts';

/** A flow's part of a stream that others share. */
export interface SharedPart {
  readonly inFlight: number;
  /** Its even part of what programs outside have, or is lost. */
  readonly elsewhere: number;
}

/** For streams whose messages any of several receivers may get. */
export function splitShared(state: RunState, nowMs: number): ReadonlyMap<number, SharedPart> {
  const parts = new Map<number, SharedPart>();
  for (const stream of state.plan.streams) {
    const buffer = state.arrivals.get(stream.index);
    if (!stream.shared || buffer === undefined) continue;
    const receivers = receiversOf(state, stream);
    const sent = state.memory.sent(stream.index);
    state.sentHistories.get(stream.index)?.add(nowMs, sent);
    const sharesOutside = stream.flows.some((flow) => state.plan.flows[flow]?.sharesOutside);
    const inFlight = splitInFlight(receivers, sent, new Int32Array(buffer), sharesOutside);
    const taken = receivers.reduce((sum, { delivered }, at) => sum + delivered + (inFlight[at] ?? 0), 0);
    const elsewhere = sharesOutside ? Math.max(0, sent - taken) : 0;
    stream.flows.forEach((flow, at) => {
      const extra = at < elsewhere % stream.flows.length ? 1 : 0;
      parts.set(flow, {
        inFlight: inFlight[at] ?? 0,
        elsewhere: Math.floor(elsewhere / stream.flows.length) + extra,
      });
    });
  }
  return parts;
}
