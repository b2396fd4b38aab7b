import type { PlannedFlow } from '../plan/run-plan.ts';
import type { RunState } from './run-state.ts';

/** A marker came after all that was sent; one from before the traffic that was read late does not count. */
export const isClosed = (state: RunState, flow: PlannedFlow): boolean =>
  state.memory.flow(flow.index, 'closedAt') ===
  flow.streams.reduce((sum, stream) => sum + state.memory.sent(stream), 0);
