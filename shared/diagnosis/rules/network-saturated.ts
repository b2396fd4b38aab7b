import type { Remedy } from '../../report/finding.ts';
import { lossRate } from '../backlog.ts';
import { bottleneckOf, linkRate, wireBytes } from '../bottleneck.ts';
import { estimated, inferred, measured, remedy, round } from '../evidence.ts';
import { byteRate, duration, figure, known, messages, name, rate } from '../figure-words.ts';
import type { FlowView, Look } from '../look.ts';
import { offeredRate } from '../offered.ts';
import { type Pressure, pressureOf, sustainMs } from '../pressure.ts';
import type { Rule, Sign } from '../rule.ts';
import { sendSlower } from '../send-slower.ts';

/** The link carries less than is offered: the consumer is idle, and everything waits before the wire. */
export const networkSaturated: Rule = {
  code: 'network-saturated',
  reference: 'zmq_setsockopt(3), ZMQ_SNDHWM; zmq_tcp(7)',
  rank: 78,
  holdMs: 2500,
  signs: (look) => look.flows.flatMap((flow) => signsOf(look, flow)),
};

function signsOf(look: Look, flow: FlowView): readonly Sign[] {
  if (!look.running) {
    const deaths = flow.tally.of('network-saturated');
    return deaths === undefined
      ? []
      : [{ ...signOf(flow, 'losing'), sustainMs: 0, fromMs: deaths.fromMs, toMs: deaths.toMs }];
  }
  const pressure = flow.figures.joined === 1 ? pressureOf(flow) : 'none';
  return pressure !== 'none' && flow.info.transport !== 'inproc' && bottleneckOf(flow) === 'network'
    ? [signOf(flow, pressure)]
    : [];
}

function signOf(flow: FlowView, pressure: Pressure): Sign {
  const limit = flow.link?.conditions.bytesPerSecond ?? 0;
  const { figures, trend, info } = flow;
  return {
    subject: info.link,
    certainty: limit > 0 ? 'measured' : 'inferred',
    sentence: sentenceOf(flow, pressure, limit),
    evidence: [
      measured(
        `${rate(offeredRate(flow))} of ${figure(wireBytes(flow))} bytes are offered; ${rate(trend.outRate)} arrive.`,
        trend.outRate,
        'msg/s',
      ),
      ...(limit > 0
        ? [measured(`The link carries ${byteRate(limit)}, which is ${rate(linkRate(flow))}.`, limit, 'B/s')]
        : []),
      ...(Number.isFinite(figures.kernelReceive)
        ? [
            measured(
              `${name(info.to)} is idle: its kernel receive buffer is as good as empty.`,
              figures.kernelReceive,
              'messages',
            ),
          ]
        : []),
      estimated(`${messages(known(figures.queued), 'wait')} before the link.`, figures.queued, 'messages'),
      ...(figures.lostProven + known(figures.lostInferred) > 0
        ? [inferred('The wire loses nothing (tcp sends again); the full sender does.', figures.lostProven, 'messages')]
        : []),
    ],
    remedies: remediesOf(flow),
    severity: { none: 0, filling: 2, full: 4, blocked: 5, losing: 7 }[pressure],
    sustainMs: sustainMs(pressure, flow),
  };
}

function sentenceOf(flow: FlowView, pressure: Pressure, limit: number): string {
  const { info, trend, figures } = flow;
  const carries = limit > 0 ? ` at its limit of ${byteRate(limit)}` : ' full';
  const start = `The link ${name(info.link)} is${carries}: ${rate(offeredRate(flow))} offered, ${through(trend.outRate)} through`;
  switch (pressure) {
    case 'losing':
      return lossRate(flow) < 1
        ? `${start}; ${name(info.from)} begins to lose messages.`
        : `${start}; ${name(info.from)} loses ${rate(lossRate(flow))}.`;
    case 'blocked':
      return `${start}; ${name(info.from)} has to wait.`;
    default:
      return `${start}; ${messages(known(figures.queued), 'wait')}.`;
  }
}

const through = (perSecond: number): string =>
  Math.round(perSecond) === 1 ? '1 gets' : `${figure(Math.round(perSecond))} get`;

function remediesOf(flow: FlowView): readonly Remedy[] {
  const { link, from, trend, info } = flow;
  const limit = link?.conditions.bytesPerSecond ?? 0;
  const needed = offeredRate(flow) * wireBytes(flow);
  const wider = Math.ceil(round(needed * 1.25));
  const delay = (link?.conditions.latencyMs ?? 0) + (link?.conditions.jitterMs ?? 0);
  const produce = from.spec?.produce;
  const size = Math.floor(((produce?.size ?? 0) * limit * 0.75) / Math.max(1, needed));
  const target = known(from.figures.targetRate);
  const slower = trend.outRate * 0.9 * (target > 0 ? target / Math.max(1, offeredRate(flow)) : 1);
  return [
    ...(limit > 0
      ? [remedy(`Give the link ${byteRate(wider)}.`, { [`links.${info.link}.conditions.bytesPerSecond`]: wider })]
      : []),
    ...(limit === 0 && delay > 0
      ? [
          remedy(`Take the delay of ${duration(delay)} away.`, {
            [`links.${info.link}.conditions.latencyMs`]: 0,
            [`links.${info.link}.conditions.jitterMs`]: 0,
          }),
        ]
      : []),
    ...(limit > 0 && size >= 64
      ? [remedy(`Send messages of ${figure(size)} bytes.`, { [`sockets.${info.from}.produce.size`]: size })]
      : []),
    ...sendSlower(from, slower, (next) => `Send ${rate(next)}.`),
  ];
}
