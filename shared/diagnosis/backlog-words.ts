import type { Evidence } from '../report/finding.ts';
import { type Backlog, burstOf, senders } from './backlog.ts';
import { isBusy, reads, serviceRate } from './bottleneck.ts';
import { estimated, inferred, measured } from './evidence.ts';
import { duration, figure, known, list, messages, name, namesWith, rate, were } from './figure-words.ts';
import { blocksWhenFull, type FlowView, type SocketView } from './look.ts';
import { predictMarks, queueingTime, timeUntilFull } from './predict.ts';

/** What is wrong, in one line. */
export function backlogSentence(consumer: SocketView, backlog: Backlog): string {
  const id = name(consumer.info.id);
  const served = figure(Math.round(backlog.outRate));
  const start =
    serviceRate(consumer) === 0
      ? `${id} does not read`
      : `${id} is too slow: ${rate(backlog.inRate)} offered, ${served} served`;
  const burst = burstOf(consumer, backlog);
  switch (backlog.pressure) {
    case 'losing':
      if (burst > 0) {
        return `Bursts of ${figure(burst)} from ${list(senders(backlog))} do not fit into the queue to ${id}: ${messages(backlog.lost, 'are')} lost so far.`;
      }
      return backlog.lossRate < 1
        ? `${start}; its queue is full and ${namesWith(senders(backlog), 'begins')} to lose messages.`
        : `${start}; its queue is full and ${rate(backlog.lossRate)} are lost at ${list(senders(backlog))}.`;
    case 'blocked':
      return `${start}; its queue is full and ${namesWith(senders(backlog), 'has')} to wait.`;
    case 'full':
      return `${start}; its queue is full: ${messages(backlog.queued, 'wait')}.`;
    case 'none':
      if (serviceRate(consumer) > 0) {
        return `${start}; ${namesWith(senders(backlog), 'has')} to wait for each answer.`;
      }
      if (isUnheard(backlog)) {
        return `${start}: a socket that binds subscribes when it first reads, so nothing of ${list(senders(backlog))} was sent to it.`;
      }
      return `${start}: what ${namesWith(senders(backlog), 'sends')} to it waits, and is lost once its queue is full.`;
    default:
      return `${start}; ${messages(backlog.queued, 'wait')}${untilFull(backlog)}.`;
  }
}

/** Connected, and still nothing was owed to it: its subscription has not gone out. */
const isUnheard = ({ flows }: Backlog): boolean =>
  flows.every(({ figures }) => figures.sent === 0 && known(figures.missedBeforeJoin) > 0);

/** The same once it is over and all losses are proven. */
export function pastSentence(consumer: SocketView, backlog: Backlog): string {
  const id = name(consumer.info.id);
  const burst = burstOf(consumer, backlog);
  return burst > 0
    ? `Bursts of ${figure(burst)} from ${list(senders(backlog))} did not fit into the queue to ${id}: ${messages(backlog.lost, 'were')} lost.`
    : `${id} was too slow for what was offered: ${messages(backlog.lost)} to it ${were(backlog.lost)} lost at ${list(senders(backlog))}.`;
}

/** Longer than this is a guess that helps nobody. */
const farMs = 60_000;
/** And what is full so soon, is full. */
const soonMs = 100;

function untilFull(backlog: Backlog): string {
  const soonest = backlog.flows
    .flatMap((flow) => timeUntilFull(flow.figures) ?? [])
    .sort((a, b) => a.value - b.value)[0];
  if (soonest !== undefined && soonest.value < soonMs) {
    return ', about as many as the queue takes';
  }
  return soonest === undefined || soonest.value > farMs
    ? ', more and more'
    : `, full in about ${duration(soonest.value)}`;
}

/** What the sentence rests on. */
export function backlogEvidence(consumer: SocketView, backlog: Backlog): readonly Evidence[] {
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
    estimated(`${messages(backlog.queued, 'wait')} on the way to it.`, backlog.queued, 'messages'),
    ...(atReceiver >= 1
      ? [
          measured(
            `${messages(atReceiver)} of them ${Math.round(atReceiver) === 1 ? 'lies' : 'lie'} in its kernel receive buffer.`,
            atReceiver,
            'messages',
          ),
        ]
      : []),
    ...(backlog.lost > 0
      ? [inferred(`${messages(backlog.lost, 'are')} certainly lost so far.`, backlog.lost, 'messages')]
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
