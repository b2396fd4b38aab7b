import type { Transport } from '../../../shared/scenario/scenario.ts';

/** What was read of one flow around one look at the kernel: sent before it, settled after it. */
export interface LossLook {
  /** Sent for this flow before the kernel was read. */
  readonly sent: number;
  /** Delivered or proven lost after it was read. */
  readonly settled: number;
  /** The proven losses among them. */
  readonly proven: number;
  readonly kernelBytes: number;
  /** What a relay in the link may hold at most, in its own memory. */
  readonly relayBytes: number;
  /** 0 = unlimited. */
  readonly sendMark: number;
  readonly receiveMark: number;
  readonly wireBytes: number;
}

/**
 * How many messages of a flow are lost at least, proven or not: what was sent before a look at the kernel, was not settled
 * after it, and is more than all queues between the two ends can hold. The kernel's queues are read a few times a second
 * and the counters all the time, so only counters from the same moment may be set against them: a burst that fills the
 * kernel between two looks would seem to be lost.
 */
export interface LossBound {
  /** Answers the bound so far; it never falls, since what is lost stays lost. */
  add(look: LossLook): number;
}

/** Each side's encoder and decoder hold up to this much that neither queue nor kernel shows. */
const codecBytes = 8192;

export function createLossBound(transport: Transport): LossBound {
  // Messages that were sent under a higher mark, over a slower link or with a smaller size may still be waiting.
  let mostPipes = 0;
  let mostRelayBytes = 0;
  let leastWireBytes = Number.POSITIVE_INFINITY;
  let bound = 0;
  return {
    add({ sent, settled, proven, kernelBytes, relayBytes, sendMark, receiveMark, wireBytes }) {
      const pipes = sendMark === 0 || receiveMark === 0 ? Number.POSITIVE_INFINITY : sendMark + receiveMark;
      mostPipes = Math.max(mostPipes, pipes);
      mostRelayBytes = Math.max(mostRelayBytes, relayBytes);
      leastWireBytes = Math.min(leastWireBytes, Math.max(1, wireBytes));
      const elsewhere =
        transport === 'inproc' ? 0 : Math.ceil((2 * codecBytes + kernelBytes + mostRelayBytes) / leastWireBytes);
      const unproven = sent - settled - mostPipes - elsewhere;
      if (unproven > 0) bound = Math.max(bound, proven + unproven);
      return bound;
    },
  };
}
