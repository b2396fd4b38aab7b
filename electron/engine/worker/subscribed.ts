import { type LabMemory, phases } from '../memory/lab-memory.ts';
import type { SocketOrder } from './protocol.ts';

/**
 * Whether a handshake means that the sender of a flow knows what this socket wants. A socket handles what its peers do to it only
 * when its application calls it: one that does not read subscribes by its own connect, and never again.
 */
export interface Subscribed {
  by(flow: number): boolean;
  /** The sender is opened again, and knows nothing of what it was told before. */
  forget(flow: number): void;
}

export function createSubscribed(order: SocketOrder, memory: LabMemory): Subscribed {
  const forgotten = new Set<number>();
  return {
    by(flow) {
      const how = order.incoming.find((info) => info.flow === flow)?.subscribes;
      const reads = memory.phase >= phases.drain || memory.knob(order.index, 'reading') === 1;
      return reads || how === 'never' || (how === 'by-connecting' && !forgotten.has(flow));
    },
    forget: (flow) => void forgotten.add(flow),
  };
}
