import { socketTraits } from '../scenario/socket-type.ts';
import { known } from './figure-words.ts';
import { blocksWhenFull, type FlowView, type SocketView } from './look.ts';

/** What the sender would send into this flow: the wish of one that waits is the rate that it was asked for. */
export function offeredRate(flow: FlowView): number {
  const target = known(flow.from.figures.targetRate);
  if (!blocksWhenFull(flow) || target <= 0) {
    return flow.trend.inRate;
  }
  const shares = socketTraits[flow.info.fromType].routing === 'fan-out' ? 1 : Math.max(1, flow.from.outgoing.length);
  return Math.max(flow.trend.inRate, target / shares);
}

/** It is asked for more than its thread could send if it were never blocked: then the rate is wrong, not the receiver. */
export function isBeyondReach({ figures }: SocketView): boolean {
  const free = 1 - known(figures.blockedShare);
  const could = free < 0.2 ? Number.POSITIVE_INFINITY : known(figures.acceptedPerSecond) / free;
  return figures.targetRate > 0 && could < 0.9 * figures.targetRate && known(figures.busyShare) > 0.85 * free;
}

/** Time from one burst of the producer to the next; 0 when it sends one by one. */
export function burstPeriodMs(sender: SocketView): number {
  const { burst = 1, rate = 0 } = sender.spec?.produce ?? {};
  return burst > 1 && rate > 0 ? (burst * 1000) / rate : 0;
}
