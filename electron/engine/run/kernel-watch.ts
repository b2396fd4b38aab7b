import { createQueueSampler, type WantedQueue } from '../../kernel/queue-sampler.ts';
import type { RunState } from './run-state.ts';

const everyMs = 300;
/** Counters of a socket in a process of its own are known so much later. */
const apartMs = 80;

/** Reads the kernel's queues of the run's tcp and ipc links a few times a second, off the tick. Returns what ends it. */
export function watchKernel(state: RunState): () => void {
  const sampler = createQueueSampler();
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const apart = state.plan.sockets.some((socket) => socket.spec.process !== undefined);
  const counted = (counter: 'delivered' | 'lost'): readonly number[] =>
    state.plan.flows.map((flow) => state.memory.flow(flow.index, counter));
  const read = async (wanted: readonly WantedQueue[]): Promise<void> => {
    const sent = state.plan.flows.map((flow) =>
      flow.streams.reduce((sum, stream) => sum + state.memory.sent(stream), 0),
    );
    const kernel = await sampler.sample(wanted);
    if (apart) await new Promise((resolve) => setTimeout(resolve, apartMs));
    state.kernel = kernel;
    state.kernelLook = { sent, delivered: counted('delivered'), lost: counted('lost') };
  };
  const look = async (): Promise<void> => {
    const wanted = wantedQueues(state);
    if (wanted.length > 0) await read(wanted);
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
