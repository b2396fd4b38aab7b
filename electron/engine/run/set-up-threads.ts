import { randomBytes } from 'node:crypto';
import type { WorkerNews } from '../pool/worker-pool.ts';
import type { RunState } from './run-state.ts';
import type { SecurityPlan } from './security.ts';

/** Tells every thread and process of the run where its memory is and what its clock counts from, and who may come in. */
export async function setUpThreads(
  state: RunState,
  security: SecurityPlan,
  onNews: (news: WorkerNews) => void,
  onProblem: (message: string) => void,
): Promise<void> {
  const setup = {
    run: randomBytes(2).readUInt16LE(),
    epochMs: state.epochMs,
    shape: state.plan.shape,
    memory: state.memory.buffer,
    arrivals: state.arrivals,
  };
  for (const thread of state.threads) thread.onNews(onNews);
  await Promise.all(
    state.threads.map((thread, index) => {
      const maxSockets = state.plan.sockets.find((socket) => socket.thread === index)?.spec.process?.sockets;
      return thread.order({ kind: 'setup', setup: { ...setup, maxSockets } });
    }),
  );
  const { zap } = security;
  if (zap === undefined) return;
  // One handler serves all threads; a process of its own has a context of its own, and needs one too.
  const apart = state.plan.sockets.filter((socket) => socket.spec.process !== undefined).map((socket) => socket.thread);
  for (const index of new Set([0, ...apart])) {
    const answer = await state.threads[index]?.order({ kind: 'zap', rules: zap });
    if (answer !== undefined && !answer.ok) onProblem(`The ZAP handler could not start: ${answer.message}`);
  }
}
