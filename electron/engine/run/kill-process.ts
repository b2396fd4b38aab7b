import type { PlannedSocket } from '../plan/run-plan.ts';
import type { ProcessThread } from '../pool/process-thread.ts';
import { monotonicMs } from '../worker/worker-context.ts';
import type { RunState } from './run-state.ts';

/**
 * Kills the process of a socket. What it would have written down at its end, is written here: it is gone, and what
 * publish/subscribe flows still owed it, is lost with it.
 */
export async function killProcess(state: RunState, socket: PlannedSocket): Promise<void> {
  const { memory, plan } = state;
  const thread = state.threads[socket.thread] as ProcessThread | undefined;
  await thread?.kill();
  for (const counter of ['open', 'peers', 'blockedSinceMs', 'requestsInFlight'] as const) {
    memory.write(memory.counterCell(socket.index, counter), 0);
  }
  for (const flow of plan.flows.filter((candidate) => candidate.to === socket.index)) {
    const sent = flow.streams.reduce((sum, stream) => sum + memory.sent(stream), 0);
    const write = (counter: Parameters<typeof memory.flowCell>[1], value: number): void =>
      memory.write(memory.flowCell(flow.index, counter), value);
    if (flow.fanOut && !flow.leaves) continue;
    if (flow.leaves) {
      const owed = bookOwed(state, flow.index, sent);
      write('lost', memory.flow(flow.index, 'lost') + owed);
      write('joined', 0);
      write('joinGuess', -1);
    }
    write('leftAt', sent);
  }
}

/** What the flow still owed at the kill, booked as one range: the newest of what had been sent. */
function bookOwed(state: RunState, flow: number, sent: number): number {
  const { memory } = state;
  const read = (counter: 'missed' | 'delivered' | 'lost'): number => memory.flow(flow, counter);
  // While it waits for a sender that was opened again, it is owed nothing of what that has sent since.
  const owedUntil = memory.flow(flow, 'joined') === 1 ? sent : Math.max(0, memory.flow(flow, 'leftAt'));
  const owed = Math.max(0, owedUntil - read('missed') - read('delivered') - read('lost'));
  memory.write(memory.flowCell(flow, 'missed'), read('missed') + sent - owedUntil);
  if (owed === 0) return 0;
  state.onGap({
    flow,
    stream: state.plan.flows[flow]?.streams[0] ?? 0,
    fromSequence: owedUntil - owed,
    toSequence: owedUntil - 1,
    count: owed,
    ranges: (state.plan.flows[flow]?.streams.length ?? 1) === 1 ? 1 : 2,
    sentFromMs: memory.flow(flow, 'provenUntilMs'),
    sentToMs: monotonicMs() - state.epochMs,
    atClose: true,
  });
  return owed;
}
