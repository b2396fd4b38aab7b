import { createQueueSampler, type WantedQueue } from '../../kernel/queue-sampler.ts';
import type { RunState } from './run-state.ts';

const everyMs = 300;

/** Reads the kernel's queues of the run's tcp and ipc links a few times a second, off the tick. Returns what ends it. */
export function watchKernel(state: RunState): () => void {
  const sampler = createQueueSampler();
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const look = async (): Promise<void> => {
    const wanted = wantedQueues(state);
    if (wanted.length > 0) state.kernel = await sampler.sample(wanted);
    if (!ended) timer = setTimeout(() => void look(), everyMs);
  };
  void look();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

/** A link is one pair of ends; with a relay in between there are two, and the relay's leg to the connecting end is the second. */
function wantedQueues(state: RunState): readonly WantedQueue[] {
  return state.plan.links.flatMap((link) => {
    const { transport } = link.spec;
    const bound = state.bound[link.index];
    if (transport === 'inproc' || bound === undefined) return [];
    const fromBinds = link.spec.bind === 'from';
    const near = { key: `${link.index}`, transport, endpoint: bound, fromBinds };
    const dialled = state.relays.links.has(link.index) ? state.dialled[link.index] : undefined;
    return dialled === undefined
      ? [near]
      : [near, { key: `${link.index} relay`, transport, endpoint: dialled, fromBinds }];
  });
}
