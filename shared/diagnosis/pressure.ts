import { consumed, serviceRate } from './bottleneck.ts';
import { known } from './figure-words.ts';
import { blocksWhenFull, type FlowView } from './look.ts';
import { burstPeriodMs } from './offered.ts';
import { timeUntilDrained } from './predict.ts';

/** How far a flow has backed up, mildest first. */
export const pressures = ['none', 'filling', 'full', 'blocked', 'losing'] as const;
export type Pressure = (typeof pressures)[number];

/** How long each has to last before it is more than a burst. A certain loss is certain. */
const sustain: Readonly<Record<Pressure, number>> = { none: 0, filling: 2000, full: 2000, blocked: 1500, losing: 400 };

/** How far this flow has backed up, by what it did over the last seconds, not by one moment. */
export function pressureOf(flow: FlowView): Pressure {
  // What conflate keeps is one message: nothing backs up, the others are replaced.
  if (isConflated(flow)) {
    return 'none';
  }
  if (isLosing(flow)) {
    return 'losing';
  }
  if (isBlocked(flow)) {
    return 'blocked';
  }
  if (isSurging(flow)) {
    return 'filling';
  }
  if (!isStanding(flow)) {
    return 'none';
  }
  if (isFull(flow)) {
    return 'full';
  }
  return isFilling(flow) ? 'filling' : 'none';
}

/** A producer that sends in bursts backs up once per burst by design: what lasts has to outlast two of them. */
export function sustainMs(pressure: Pressure, flow: FlowView): number {
  if (pressure === 'losing') {
    return sustain.losing;
  }
  const own = pressure === 'filling' && isSurging(flow) ? surgeMs : sustain[pressure];
  return Math.max(own, 2 * burstPeriodMs(flow.from));
}

/** Its two ends are connected; or the sender has left, and what it sent is still being taken. */
export function isUnderWay({ figures }: FlowView): boolean {
  return figures.joined === 1 || known(figures.deliveredPerSecond) > 0;
}

export function worst(a: Pressure, b: Pressure): Pressure {
  return pressures.indexOf(a) >= pressures.indexOf(b) ? a : b;
}

/** Losses that are certain and go on: an old loss can be proven when the queue is already empty. Senders that wait lose nothing here. */
function isLosing(flow: FlowView): boolean {
  const { queued, capacity } = flow.figures;
  const backedUp = isStanding(flow) || known(queued) > 0.3 * known(capacity);
  return !blocksWhenFull(flow) && flow.trend.lossRate > 0 && backedUp;
}

export function isConflated(flow: FlowView): boolean {
  return flow.from.spec?.options.conflate === true || flow.to.spec?.options.conflate === true;
}

/** A queue that never drains: more than what 20 ms bring (or a quarter of a small queue), and more than what the link's delay keeps under way. */
export function isStanding(flow: FlowView): boolean {
  const { capacity } = flow.figures;
  const soon = Math.min(
    0.02 * flow.trend.outRate,
    Number.isFinite(capacity) ? 0.25 * capacity : Number.POSITIVE_INFINITY,
  );
  return flow.trend.standing > Math.max(10, soon) + onTheWay(flow);
}

/** Messages that a delaying link holds by design: rate x delay (Little's law). */
export function onTheWay(flow: FlowView): number {
  const { latencyMs, jitterMs } = flow.link?.conditions ?? { latencyMs: 0, jitterMs: 0 };
  return (flow.trend.outRate * (latencyMs + jitterMs) * 1.2) / 1000;
}

/** What a waiting sender waits for: a queue that never drains, or a small one that is seldom empty. */
export function isBackedUp(flow: FlowView): boolean {
  const { capacity } = flow.figures;
  return (
    blocksWhenFull(flow) && (isStanding(flow) || (Number.isFinite(capacity) && flow.trend.depth > 0.25 * capacity))
  );
}

function isBlocked(flow: FlowView): boolean {
  if (!isBackedUp(flow)) {
    return false;
  }
  const { targetRate, acceptedPerSecond } = flow.from.figures;
  const behind = known(targetRate) === 0 || known(acceptedPerSecond) < 0.9 * targetRate;
  const refuses = flow.trend.refusedRate > 0.05 * Math.max(1, flow.trend.inRate);
  return behind && (flow.trend.blockedShare > 0.3 || refuses);
}

/** At its capacity; or, since that is an estimate, behind a consumer that never rests and waiting for more than half a second. */
function isFull(flow: FlowView): boolean {
  const service = serviceRate(flow.to);
  const worksOn =
    Number.isFinite(service) && consumed(flow.to) > 0.9 * service && !flow.trend.rising && flow.trend.spanMs > 2000;
  if (worksOn && !isRecovering(flow) && flow.trend.standing > 0.5 * flow.trend.outRate) {
    return true;
  }
  const capacity = known(flow.figures.capacity);
  const error = Math.min(known(flow.figures.capacityError), capacity / 2);
  return capacity > 0 && !isRecovering(flow) && flow.trend.standing >= 0.85 * (capacity - error);
}

/** Shrinking, and empty within seconds. A full queue swings as well: libzmq gives credit back in halves of a mark. */
export function isRecovering({ trend, figures }: FlowView): boolean {
  const drained = timeUntilDrained(known(figures.queued), trend.inRate, trend.outRate);
  return trend.falling && drained !== undefined && drained.value < 4000;
}

/** How long a surge has to last: with the time that it takes to see one, long enough for a burst to be over. */
const surgeMs = 700;

/**
 * Far more comes than goes, and what waits takes a quarter of a second already: said before the queue has stood for two
 * seconds. The receiver takes messages now, so that it is not one that was away for a moment.
 */
function isSurging(flow: FlowView): boolean {
  const { trend, figures } = flow;
  const takes = known(figures.deliveredPerSecond) > 0 && flow.to.figures.open === 1;
  const waits = known(figures.queued) > Math.max(20, 0.25 * trend.outRate) + onTheWay(flow);
  return takes && waits && trend.rising && trend.spanMs >= 600 && trend.inRate > 1.5 * trend.outRate;
}

function isFilling(flow: FlowView): boolean {
  return flow.trend.rising && flow.trend.spanMs >= 1000 && flow.trend.inRate > 1.08 * flow.trend.outRate;
}
