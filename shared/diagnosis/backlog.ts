import { serviceRate } from './bottleneck.ts';
import { known, name } from './figure-words.ts';
import type { FlowView, SocketView } from './look.ts';
import { offeredRate } from './offered.ts';
import { type Pressure, pressureOf, worst } from './pressure.ts';

/** What waits for one consumer, over all its flows that have backed up. */
export interface Backlog {
  readonly flows: readonly FlowView[];
  readonly pressure: Pressure;
  readonly inRate: number;
  readonly outRate: number;
  readonly lossRate: number;
  readonly lost: number;
  readonly queued: number;
}

export function backlogOf(flows: readonly FlowView[]): Backlog {
  const sum = (of: (flow: FlowView) => number) => flows.reduce((total, flow) => total + known(of(flow)), 0);
  return {
    flows,
    pressure: flows.map(pressureOf).reduce(worst, 'none'),
    inRate: sum(offeredRate),
    outRate: sum((flow) => flow.trend.outRate),
    lossRate: sum(lossRate),
    lost: sum((flow) => flow.figures.lostProven + known(flow.figures.lostInferred)),
    queued: sum((flow) => flow.figures.queued),
  };
}

/** Losses come in bursts of half a mark: the last second may have none of those that go on. */
export const lossRate = (flow: FlowView) => Math.max(known(flow.figures.lostPerSecond), flow.trend.lossRate);

/** Of all that was sent to it. */
export const lostShare = (backlog: Backlog) =>
  backlog.lost /
  Math.max(
    1,
    backlog.flows.reduce((sum, { figures }) => sum + figures.sent, 0),
  );
/** The ids of those who send to it, for a sentence. */
export const senders = (backlog: Backlog): readonly string[] => [
  ...new Set(backlog.flows.map((flow) => name(flow.info.from))),
];

/** A producer whose bursts are the trouble: on average its consumer keeps up. */
export function burstOf(consumer: SocketView, backlog: Backlog): number {
  const { burst = 1, rate: mean = 0 } = backlog.flows[0]?.from.spec?.produce ?? {};
  return burst > 1 && mean > 0 && mean < serviceRate(consumer) ? burst : 0;
}
