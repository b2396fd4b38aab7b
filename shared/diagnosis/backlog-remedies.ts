import type { Remedy } from '../report/finding.ts';
import { type Backlog, burstOf } from './backlog.ts';
import { reads } from './bottleneck.ts';
import { remedy, round } from './evidence.ts';
import { duration, figure, known, name, rate } from './figure-words.ts';
import type { SocketView } from './look.ts';
import { sendSlower } from './send-slower.ts';

/** Changes that end the backlog. A mark is among them only for bursts: it buys time, never throughput. */
export function backlogRemedies(consumer: SocketView, backlog: Backlog): readonly Remedy[] {
  const id = consumer.info.id;
  if (!reads(consumer)) {
    return [remedy(`Let ${name(id)} read.`, { [`sockets.${id}.consume.serviceMs`]: 0 })];
  }
  if (consumer.figures.stalled === 1) {
    return [remedy(`Resume ${name(id)}.`)];
  }
  const serviceMs = consumer.spec?.consume?.serviceMs ?? 0;
  const enough = backlog.inRate > 0 ? round(Math.min(serviceMs, 800 / backlog.inRate)) : 0;
  const faster =
    serviceMs > 0
      ? [remedy(`Serve a message in ${duration(enough)}.`, { [`sockets.${id}.consume.serviceMs`]: enough })]
      : [];
  return [...biggerMarks(consumer, backlog), ...faster, ...slowerSenders(backlog)];
}

function slowerSenders(backlog: Backlog): readonly Remedy[] {
  const share = backlog.inRate > 0 ? Math.min(1, backlog.outRate / backlog.inRate) : 0;
  return [...new Set(backlog.flows.map((flow) => flow.from))].flatMap((sender) => {
    const wish =
      known(sender.figures.targetRate) > 0 ? sender.figures.targetRate : known(sender.figures.acceptedPerSecond);
    return sendSlower(sender, wish * share * 0.9, (next) => `Send ${rate(next)} from ${name(sender.info.id)}.`);
  });
}

/** Credit comes back in halves of a mark, so that only a mark of two bursts surely takes one. */
function biggerMarks(consumer: SocketView, backlog: Backlog): readonly Remedy[] {
  const burst = burstOf(consumer, backlog);
  const from = backlog.flows[0]?.info.from;
  return burst === 0 || from === undefined
    ? []
    : [
        remedy(`Let the queue hold two bursts of ${figure(burst)}.`, {
          [`sockets.${from}.options.sendHighWaterMark`]: Math.max(1000, burst * 2),
        }),
      ];
}
