import type { SharedReceiver } from '../ledger/shared-stream.ts';
import { pipeAwaits } from '../plan/pipes.ts';
import type { PlannedFlow, PlannedSocket, RunPlan } from '../plan/run-plan.ts';
import type { RunState } from './run-state.ts';

/** tcp and ipc count handshakes; inproc has no monitor events, so its peers are the linked sockets that are open and were not left. */
export function peersOf(state: RunState, socket: PlannedSocket): number {
  const open = (index: number): boolean => state.memory.counter(index, 'open') === 1;
  if (!open(socket.index)) return 0;
  const inproc = state.plan.links.filter(
    (link) =>
      link.spec.transport === 'inproc' &&
      !state.severed.has(link.index) &&
      ((link.from === socket.index && open(link.to)) || (link.to === socket.index && open(link.from))),
  ).length;
  return state.memory.counter(socket.index, 'peers') + inproc;
}

export const isConnected = (state: RunState, flow: PlannedFlow): boolean =>
  [flow.from, flow.to].every((socket) => {
    const planned = state.plan.sockets[socket];
    return planned !== undefined && peersOf(state, planned) > 0;
  });

/** What is known of the receivers of a shared stream, in the order of its flows. */
export const receiversOf = (state: RunState, stream: RunPlan['streams'][number]): readonly SharedReceiver[] =>
  stream.flows.map((index) => {
    const { memory, plan, closedAt, ledgers } = state;
    const flow = plan.flows[index] as PlannedFlow;
    const delivered = memory.flow(index, 'delivered');
    return {
      delivered: delivered + (ledgers[index]?.finalLosses ?? 0),
      last: memory.flow(index, 'lastSequence'),
      // One that is there again may get messages from its first moment on, read or not.
      leftAt: memory.counter(flow.to, 'open') === 1 ? -1 : memory.flow(index, 'leftAt'),
      connected: isConnected(state, flow) || delivered > 0,
      wasAway: closedAt.has(flow.to),
      keepsQueue: flow.keepsQueue || isAwaited(state, flow),
    };
  });

/** Its receiver was not there yet, and its sender queues for it. */
export function isAwaited({ memory, plan, closedAt }: RunState, flow: PlannedFlow): boolean {
  const link = plan.links[flow.link];
  const sender = plan.sockets[flow.from];
  const wasThere =
    memory.counter(flow.to, 'open') === 1 || memory.flow(flow.index, 'leftAt') >= 0 || closedAt.has(flow.to);
  return (
    !wasThere && link !== undefined && sender !== undefined && pipeAwaits(link.spec, flow.info.direction, sender.spec)
  );
}
