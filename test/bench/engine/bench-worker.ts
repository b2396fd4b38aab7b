import { parentPort } from 'node:worker_threads';
import '../../../electron/engine/worker/engine-worker.ts';
import { type BareOrder, runBare } from './bare-loops.ts';

/** The engine's own worker, whose thread also runs bare loops when no run goes on: both are measured on the same two threads. */
parentPort?.on('message', ({ order }: { readonly order: BareOrder | { readonly kind: 'other' } }) => {
  if (order.kind === 'bare') void runBare(order);
});
