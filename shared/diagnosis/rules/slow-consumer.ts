import { type Backlog, backlogOf, lostShare } from '../backlog.ts';
import { backlogRemedies } from '../backlog-remedies.ts';
import { backlogEvidence, backlogSentence, pastSentence } from '../backlog-words.ts';
import { bottleneckOf, consumed, isBusy, reads, serviceRate } from '../bottleneck.ts';
import { known } from '../figure-words.ts';
import { blocksWhenFull, type FlowView, type Look, type SocketView } from '../look.ts';
import { mendedAtMs, mendedSentence } from '../mended.ts';
import { isBeyondReach } from '../offered.ts';
import { isConflated, isUnderWay, pressureOf, sustainMs } from '../pressure.ts';
import type { Rule, Sign } from '../rule.ts';
import { hears } from '../subscriptions.ts';

/** The consumer takes fewer messages than are offered to it, and all that waits, waits for it. */
export const slowConsumer: Rule = {
  code: 'slow-consumer',
  reference: 'zmq_setsockopt(3), ZMQ_RCVHWM; zmq_socket(3), ZMQ_PUB and ZMQ_PUSH',
  rank: 77,
  holdMs: 2500,
  signs: (look) =>
    look.sockets.filter((socket) => socket.incoming.length > 0).flatMap((socket) => signsOf(look, socket)),
};

function signsOf(look: Look, consumer: SocketView): readonly Sign[] {
  if (!look.running) {
    return lateSigns(consumer);
  }
  const flows = consumer.incoming.filter((flow) => isUnderWay(flow) && pressureOf(flow) !== 'none');
  const mended = consumer.incoming.flatMap((flow) => mendedAtMs(look, flow) ?? []);
  if (mended.length > 0 && mended.length === consumer.incoming.length) {
    return [mendedSign(consumer, Math.min(...mended))];
  }
  const held = flows.filter((flow) => bottleneckOf(flow) === 'consumer' && isTooSlow(flow));
  const quiet = held.length === 0 ? consumer.incoming.filter((flow) => isNeverRead(flow) || keepsAsking(flow)) : [];
  return held.length + quiet.length === 0 ? [] : [signOf(consumer, backlogOf(held.length > 0 ? held : quiet))];
}

/** Closes what is open, and opens nothing. */
function mendedSign(consumer: SocketView, atMs: number): Sign {
  return {
    ...signOf(consumer, backlogOf(consumer.incoming)),
    sentence: mendedSentence(consumer, consumer.incoming, atMs),
    sustainMs: Number.POSITIVE_INFINITY,
    toMs: atMs,
  };
}

/** One request at a time leaves no queue to see: the client reaches only the rate at which the server answers. */
function keepsAsking({ info, from, to, trend }: FlowView): boolean {
  const target = known(from.figures.targetRate);
  const service = serviceRate(to);
  const asks = info.fromType === 'req' && info.direction === 'forward' && trend.spanMs >= 1000;
  return asks && service < 0.85 * target && trend.outRate < 0.85 * target && consumed(to) > 0.6 * service;
}

/** A subscriber that never reads has not joined as far as sequence numbers tell; the scenario and the handshake do. */
function isNeverRead(flow: FlowView): boolean {
  const connected = known(flow.from.figures.peers) > 0 && known(flow.to.figures.peers) > 0;
  const offers = known(flow.from.figures.offeredPerSecond) > 0;
  return (
    flow.figures.joined !== 1 &&
    !isConflated(flow) &&
    !reads(flow.to) &&
    flow.to.figures.open === 1 &&
    connected &&
    offers &&
    hears(flow)
  );
}

/** "As fast as it goes", or faster, into a consumer that takes no time is how a saturated pipe looks, not a slow consumer. */
function isTooSlow(flow: FlowView): boolean {
  const saturating = (known(flow.from.figures.targetRate) === 0 || isBeyondReach(flow.from)) && blocksWhenFull(flow);
  const service = serviceRate(flow.to);
  // Nothing at all comes through although it reads: then something else keeps the messages away.
  const takes = flow.trend.outRate > 0 || service < 1;
  return takes && (!saturating || Number.isFinite(service));
}

/** Losses to a full queue that only the drain has proven. */
function lateSigns(consumer: SocketView): readonly Sign[] {
  const flows = consumer.incoming.filter((flow) => flow.tally.of('slow-consumer') !== undefined);
  if (flows.length === 0) {
    return [];
  }
  const backlog = backlogOf(flows);
  const deaths = flows.flatMap((flow) => flow.tally.of('slow-consumer') ?? []);
  const lost = deaths.reduce((sum, { count }) => sum + count, 0);
  return [
    {
      ...signOf(consumer, { ...backlog, pressure: 'losing', lost }),
      sustainMs: 0,
      fromMs: Math.min(...deaths.map(({ fromMs }) => fromMs)),
      toMs: Math.max(...deaths.map(({ toMs }) => toMs)),
      sentence: pastSentence(consumer, { ...backlog, lost }),
    },
  ];
}

function signOf(consumer: SocketView, backlog: Backlog): Sign {
  return {
    subject: consumer.info.id,
    certainty: serviceRate(consumer) < Number.POSITIVE_INFINITY || isBusy(consumer) ? 'measured' : 'inferred',
    sentence: backlogSentence(consumer, backlog),
    evidence: backlogEvidence(consumer, backlog),
    remedies: backlogRemedies(consumer, backlog),
    severity: { none: 0, filling: 2, full: 4, blocked: 5, losing: 6 + lostShare(backlog) * 3 }[backlog.pressure],
    sustainMs: Math.max(
      ...backlog.flows.map((flow) => sustainMs(backlog.pressure, flow)),
      backlog.pressure === 'none' ? 1000 : 0,
    ),
  };
}
