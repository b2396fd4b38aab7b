import type { Evidence, Remedy } from '../../report/finding.ts';
import { bottleneckOf, isBusy, reads, serviceRate } from '../bottleneck.ts';
import { estimated, inferred, measured, remedy, round } from '../evidence.ts';
import { duration, figure, known, messages, name, rate } from '../figure-words.ts';
import { blocksWhenFull, type FlowView, type Look, type SocketView } from '../look.ts';
import { offeredRate } from '../offered.ts';
import { predictMarks, queueingTime, timeUntilFull } from '../predict.ts';
import { type Pressure, pressureOf, sustainMs, worst } from '../pressure.ts';
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

interface Backlog {
  readonly flows: readonly FlowView[];
  readonly pressure: Pressure;
  readonly inRate: number;
  readonly outRate: number;
  readonly lossRate: number;
  readonly lost: number;
  readonly queued: number;
}

function signsOf(look: Look, consumer: SocketView): readonly Sign[] {
  if (!look.running) {
    return lateSigns(consumer);
  }
  const flows = consumer.incoming.filter((flow) => flow.figures.joined === 1 && pressureOf(flow) !== 'none');
  const held = flows.filter((flow) => bottleneckOf(flow) === 'consumer' && isTooSlow(flow));
  const unread = held.length === 0 ? consumer.incoming.filter(isNeverRead) : [];
  return held.length + unread.length === 0 ? [] : [signOf(consumer, backlogOf(held.length > 0 ? held : unread))];
}

/** A subscriber that never reads has not joined as far as sequence numbers tell; the scenario and the handshake do. */
function isNeverRead(flow: FlowView): boolean {
  const connected = known(flow.from.figures.peers) > 0 && known(flow.to.figures.peers) > 0;
  const offers = known(flow.from.figures.offeredPerSecond) > 0;
  return (
    flow.figures.joined !== 1 && !reads(flow.to) && flow.to.figures.open === 1 && connected && offers && hears(flow)
  );
}

/** "As fast as it goes" into a consumer that takes no time is how a saturated pipe looks, not a slow consumer. */
function isTooSlow(flow: FlowView): boolean {
  const saturating = known(flow.from.figures.targetRate) === 0 && blocksWhenFull(flow);
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
      sentence: `${name(consumer.info.id)} was too slow for what was offered: ${messages(lost)} to it were lost at ${senders(backlog)}.`,
    },
  ];
}

function backlogOf(flows: readonly FlowView[]): Backlog {
  const sum = (of: (flow: FlowView) => number) => flows.reduce((total, flow) => total + known(of(flow)), 0);
  return {
    flows,
    pressure: flows.map(pressureOf).reduce(worst, 'none'),
    inRate: sum(offeredRate),
    outRate: sum((flow) => flow.trend.outRate),
    lossRate: sum((flow) => flow.figures.lostPerSecond),
    lost: sum((flow) => flow.figures.lostProven + known(flow.figures.lostInferred)),
    queued: sum((flow) => flow.figures.queued),
  };
}

function signOf(consumer: SocketView, backlog: Backlog): Sign {
  return {
    subject: consumer.info.id,
    certainty: serviceRate(consumer) < Number.POSITIVE_INFINITY || isBusy(consumer) ? 'measured' : 'inferred',
    sentence: sentenceOf(consumer, backlog),
    evidence: evidenceOf(consumer, backlog),
    remedies: remediesOf(consumer, backlog),
    severity: { none: 0, filling: 2, full: 4, blocked: 5, losing: 6 + lostShare(backlog) * 3 }[backlog.pressure],
    sustainMs: Math.max(...backlog.flows.map((flow) => sustainMs(backlog.pressure, flow)), reads(consumer) ? 0 : 1000),
  };
}

function sentenceOf(consumer: SocketView, backlog: Backlog): string {
  const id = name(consumer.info.id);
  const served = figure(Math.round(backlog.outRate));
  const start =
    serviceRate(consumer) === 0
      ? `${id} does not read`
      : `${id} is too slow: ${rate(backlog.inRate)} offered, ${served} served`;
  switch (backlog.pressure) {
    case 'losing':
      return `${start}; its queue is full and ${rate(backlog.lossRate)} are lost at ${senders(backlog)}.`;
    case 'blocked':
      return `${start}; its queue is full and ${senders(backlog)} has to wait.`;
    case 'full':
      return `${start}; its queue is full: ${messages(backlog.queued)} wait.`;
    case 'none':
      return `${start}: what ${senders(backlog)} sends to it waits, and is lost once its queue is full.`;
    default:
      return `${start}; ${messages(backlog.queued)} wait${untilFull(backlog)}.`;
  }
}

function untilFull(backlog: Backlog): string {
  const soonest = backlog.flows
    .flatMap((flow) => timeUntilFull(flow.figures) ?? [])
    .sort((a, b) => a.value - b.value)[0];
  return soonest === undefined ? ', more and more' : `, full in about ${duration(soonest.value)}`;
}

const lostShare = (backlog: Backlog) =>
  backlog.lost /
  Math.max(
    1,
    backlog.flows.reduce((sum, { figures }) => sum + figures.sent, 0),
  );
const senders = (backlog: Backlog) =>
  [...new Set(backlog.flows.map((flow) => name(flow.info.from)))].slice(0, 3).join(', ');

function evidenceOf(consumer: SocketView, backlog: Backlog): readonly Evidence[] {
  const service = serviceRate(consumer);
  const atReceiver = backlog.flows.reduce((sum, flow) => sum + known(flow.figures.kernelReceive), 0);
  const wait = queueingTime(backlog.queued, backlog.outRate);
  const blocked = Math.max(...backlog.flows.map((flow) => flow.trend.blockedShare));
  return [
    measured(
      `${rate(backlog.inRate)} were offered and ${rate(backlog.outRate)} received over the last seconds.`,
      backlog.inRate,
      'msg/s',
    ),
    ...(service > 0 && Number.isFinite(service)
      ? [measured(`Its service time of ${duration(1000 / service)} allows ${rate(service)} at most.`, service, 'msg/s')]
      : []),
    ...(service === 0
      ? [
          measured(
            reads(consumer) ? 'It is stalled: told not to read.' : 'The scenario gives it no consume: it never reads.',
          ),
        ]
      : []),
    ...(isBusy(consumer) ? [measured('Its thread has no time left.', consumer.figures.busyShare, 'of a core')] : []),
    estimated(`${messages(backlog.queued)} wait on the way to it.`, backlog.queued, 'messages'),
    ...(atReceiver >= 1
      ? [measured(`${messages(atReceiver)} of them lie in its kernel receive buffer.`, atReceiver, 'messages')]
      : []),
    ...(backlog.lost > 0
      ? [inferred(`${messages(backlog.lost)} are certainly lost so far.`, backlog.lost, 'messages')]
      : []),
    ...(blocked > 0.05
      ? [measured('The sender stood blocked for this share of the time.', blocked, 'of the time')]
      : []),
    ...(wait === undefined
      ? []
      : [estimated(`A message that gets through waits ${duration(wait.value)} (Little's law).`, wait.value, 'ms')]),
    ...forecastEvidence(backlog.flows[0]),
  ];
}

/** The forecast beside what happened, and what larger marks would do: time, never throughput. */
function forecastEvidence(flow: FlowView | undefined): readonly Evidence[] {
  if (flow === undefined || blocksWhenFull(flow)) {
    return [];
  }
  const { forecast, figures, trend } = flow;
  const foretold =
    forecast === undefined
      ? []
      : [
          measured(
            `Foretold: full after ${duration(forecast.predicted.value)} (± ${duration(forecast.predicted.error)}); the first loss came after ${duration(forecast.actual)}.`,
            forecast.actual,
            'ms',
          ),
        ];
  const rates = { ...figures, sentPerSecond: trend.inRate, deliveredPerSecond: trend.outRate };
  const doubled = predictMarks(rates, { send: figures.sendMark * 2, receive: figures.receiveMark * 2 });
  const later = doubled.firstLossLaterMs.value;
  return doubled.latencyMs === undefined || !Number.isFinite(later)
    ? foretold
    : [
        ...foretold,
        estimated(
          `Twice the marks would put the first loss off by ${duration(later)} and make a message wait ${duration(doubled.latencyMs.value)}; as much would be lost.`,
          later,
          'ms',
        ),
      ];
}

function remediesOf(consumer: SocketView, backlog: Backlog): readonly Remedy[] {
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
  return [...faster, ...slowerSenders(backlog), ...biggerMarks(consumer, backlog)];
}

function slowerSenders(backlog: Backlog): readonly Remedy[] {
  const share = backlog.inRate > 0 ? Math.min(1, backlog.outRate / backlog.inRate) : 0;
  return [...new Set(backlog.flows.map((flow) => flow.from))].flatMap((sender) => {
    const wish =
      known(sender.figures.targetRate) > 0 ? sender.figures.targetRate : known(sender.figures.acceptedPerSecond);
    const next = round(wish * share * 0.9);
    return sender.spec?.produce === undefined || next <= 0
      ? []
      : [
          remedy(`Send ${rate(next)} from ${name(sender.info.id)}.`, {
            [`sockets.${sender.info.id}.produce.rate`]: next,
          }),
        ];
  });
}

/** A mark buys time, never throughput: it helps only where the mean rate is served and a burst is too large. */
function biggerMarks(consumer: SocketView, backlog: Backlog): readonly Remedy[] {
  const flow = backlog.flows[0];
  const { burst = 1, rate: mean = 0 } = flow?.from.spec?.produce ?? {};
  if (flow === undefined || burst <= 1 || mean <= 0 || mean >= serviceRate(consumer)) {
    return [];
  }
  const path = `sockets.${flow.info.from}.options.sendHighWaterMark`;
  return [
    remedy(`Let the queue hold a whole burst of ${figure(burst)}.`, { [path]: burst + Math.max(1000, burst / 4) }),
  ];
}
