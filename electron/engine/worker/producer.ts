import { phases } from '../memory/lab-memory.ts';
import { createPacer } from '../pacing/pacer.ts';
import type { SocketOrder } from './protocol.ts';
import type { Sender } from './sender.ts';
import { sleep, type WorkerContext } from './worker-context.ts';

const batch = 256;
const lookAgainMs = 20;

/** Sends as the scenario asks (rate, burst, count, size), knobs live, until the run drains or `alive` says no. */
export async function produce(
  order: SocketOrder,
  sender: Sender,
  context: WorkerContext,
  alive: () => boolean,
): Promise<void> {
  const { memory } = context;
  const knob = (name: 'rate' | 'burst' | 'count' | 'size' | 'paused'): number => memory.knob(order.index, name);
  await holdUntilStart(order, context, alive);
  let rate = knob('rate');
  let burst = knob('burst');
  let size = knob('size');
  const streams = order.outgoing.filter((stream) => !stream.answers);
  let done = 0;
  const pacer = createPacer(rate, burst, context.nowMs());

  const goesOn = (): boolean => memory.phase < phases.drain && alive();

  while (alive() && memory.phase < phases.drain && streams.length > 0) {
    if (knob('size') !== size) {
      size = knob('size');
      sender.setSize(size);
    }
    if (knob('rate') !== rate || knob('burst') !== burst) {
      rate = knob('rate');
      burst = knob('burst');
      pacer.configure(rate, burst, context.nowMs());
    }
    if (knob('paused') === 1) {
      const sinceMs = context.nowMs();
      await sleep(lookAgainMs);
      // A pause is not the producer's own time: what was not sent in it, is not owed after it.
      pacer.excuse(context.nowMs() - sinceMs);
      continue;
    }
    const left = knob('count') > 0 ? knob('count') - done : Number.POSITIVE_INFINITY;
    const due = Math.min(left, rate === 0 ? batch : Math.min(batch, pacer.due(context.nowMs())));
    if (due <= 0) {
      await sleep(
        left <= 0 ? lookAgainMs : Math.min(lookAgainMs, Math.max(1, Math.floor(pacer.untilNextMs(context.nowMs())))),
      );
      sender.restamp();
      continue;
    }
    if (rate > 0) sender.restamp();
    const tried = await sender.sendInTurn(streams, due, rate === 0 ? 'pause' : 'none', goesOn);
    pacer.sent(tried);
    done += tried;
    if (sender.lastBlockedMs > 0) pacer.excuse(sender.lastBlockedMs);
  }
}

/** Producers begin together when the run does, each after its own delay. */
export async function holdUntilStart(order: SocketOrder, context: WorkerContext, alive: () => boolean): Promise<void> {
  while (alive() && context.memory.phase < phases.run) await sleep(2);
  const untilMs = context.nowMs() + order.startDelayMs;
  for (let leftMs = order.startDelayMs; leftMs > 0; leftMs = untilMs - context.nowMs()) {
    if (!alive() || context.memory.phase >= phases.drain) return;
    await sleep(Math.min(leftMs, lookAgainMs));
  }
}
