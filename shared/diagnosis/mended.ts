import { serviceRate } from './bottleneck.ts';
import { duration, known, messages, name, were } from './figure-words.ts';
import type { FlowView, Look, SocketView } from './look.ts';
import { timeUntilDrained } from './predict.ts';

/** Rates of now look back over the last half second or so: they speak of the time after a change only when that has passed. */
const settleMs = 700;
/** Longer than this after it, what is seen has other causes. */
const recentMs = 8000;

/**
 * When the scenario was changed so that this consumer takes more than comes, and it does: the queue shrinks, so that nothing is
 * lost any more, though what was lost before may still be proven. Undefined where no change explains it: a full queue swings.
 */
export function mendedAtMs(look: Look, flow: FlowView): number | undefined {
  const { from, to, figures } = flow;
  const paths = [`sockets.${to.info.id}.consume`, `sockets.${from.info.id}.produce`];
  const changed = look.telemetry.changes.findLast(({ path }) => paths.some((start) => path.startsWith(start)));
  const resumed = to.acts.findLast(({ action }) => action === 'resume');
  const atMs = Math.max(changed?.atMs ?? Number.NEGATIVE_INFINITY, resumed?.atMs ?? Number.NEGATIVE_INFINITY);
  const sinceMs = look.nowMs - atMs;
  if (!(sinceMs >= settleMs && sinceMs <= recentMs)) return undefined;
  const comes = known(figures.sentPerSecond);
  const goes = known(figures.deliveredPerSecond);
  const empty = known(figures.queued) < Math.max(10, 0.05 * goes);
  return serviceRate(to) > 1.05 * comes && (goes > 1.05 * comes || empty) ? atMs : undefined;
}

/** What was, and how long the rest will take. */
export function mendedSentence(consumer: SocketView, flows: readonly FlowView[], atMs: number): string {
  const lost = flows.reduce((sum, { figures }) => sum + figures.lostProven + known(figures.lostInferred), 0);
  const left = Math.max(0, ...flows.map(drainMs));
  const took = lost > 0 ? `: ${messages(lost)} to it ${were(lost)} lost` : '';
  const rest = left >= 100 ? `; what waits drains, about ${duration(left)} left` : '';
  return `${name(consumer.info.id)} was too slow for what was offered until ${duration(atMs)}${took}${rest}.`;
}

const drainMs = ({ figures }: FlowView): number =>
  timeUntilDrained(known(figures.queued), figures.sentPerSecond, figures.deliveredPerSecond)?.value ?? 0;
