import { phases } from '../memory/lab-memory.ts';
import { endsFit } from '../plan/pipes.ts';
import type { PlannedLink } from '../plan/run-plan.ts';
import { monotonicMs } from '../worker/worker-context.ts';
import { orderTo, type RunState } from './run-state.ts';

const readyWithinMs = 1500;
const lookEveryMs = 5;

/**
 * Waits until the links of the sockets that are there have shaken hands, and every subscriber that reads hears its
 * publisher: a marker is published until it comes through. What cannot connect (wrong types, wrong keys, a cut link)
 * is not waited for longer than `readyWithinMs`.
 */
export async function awaitReady(state: RunState): Promise<void> {
  const { memory, plan } = state;
  const open = (socket: number): boolean => memory.counter(socket, 'open') === 1;
  const live = plan.links.filter((link) => open(link.from) && open(link.to));
  const wanted = plan.flows.filter(
    (flow) =>
      flow.fanOut &&
      open(flow.from) &&
      open(flow.to) &&
      memory.knob(flow.to, 'reading') === 1 &&
      flow.streams.length > 0,
  );
  const shaken = (link: PlannedLink): boolean => {
    if (link.spec.transport === 'inproc') return true;
    const needed = (socket: number): number =>
      live.filter((other) => other.spec.transport !== 'inproc' && (other.from === socket || other.to === socket))
        .length;
    return (
      memory.counter(link.from, 'handshakes') >= needed(link.from) &&
      memory.counter(link.to, 'handshakes') >= needed(link.to)
    );
  };
  const fits = live.filter((link) => plan.flows.some((flow) => flow.link === link.index && endsFit(flow.info)));
  const senders = [...new Set(wanted.map((flow) => flow.from))];
  const untilMs = monotonicMs() + readyWithinMs;
  while (memory.phase === phases.hold && monotonicMs() < untilMs) {
    const heard = wanted.every((flow) => memory.flow(flow.index, 'closedAt') >= 0);
    if (heard && fits.every(shaken)) break;
    if (fits.every(shaken))
      await Promise.all(senders.map((socket) => orderTo(state, socket, { kind: 'mark', socket })));
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  for (const flow of plan.flows) memory.write(memory.flowCell(flow.index, 'closedAt'), -1);
}
