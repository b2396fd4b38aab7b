import { wireBytes } from '../bottleneck.ts';
import { estimated, measured, remedy, round } from '../evidence.ts';
import { byteRate, figure, known, messages, name, rate } from '../figure-words.ts';
import type { FlowView, SocketView } from '../look.ts';
import { pressureOf, sustainMs } from '../pressure.ts';
import type { Rule, Sign } from '../rule.ts';

/** A mark of 0 is no limit: an overloaded queue grows until memory ends. */
export const unboundedQueue: Rule = {
  code: 'unbounded-queue',
  reference: 'zmq_setsockopt(3), ZMQ_SNDHWM',
  rank: 79,
  holdMs: 2500,
  signs: (look) => (look.running ? look.flows.filter(grows).map(signOf) : []),
};

function grows(flow: FlowView): boolean {
  const { figures, trend } = flow;
  const unlimited = figures.sendMark === 0 || figures.receiveMark === 0;
  const deep = known(figures.queued) > Math.max(1000, 0.5 * trend.outRate);
  const growing = trend.rising && trend.inRate > 1.05 * trend.outRate;
  return unlimited && deep && growing && pressureOf(flow) !== 'none' && figures.joined === 1;
}

function signOf(flow: FlowView): Sign {
  const { trend, figures } = flow;
  const growth = trend.inRate - trend.outRate;
  const bytes = growth * wireBytes(flow);
  const owner = ownerOf(flow);
  const mark = figures.sendMark === 0 ? 'sendHighWaterMark' : 'receiveHighWaterMark';
  return {
    subject: owner.info.id,
    certainty: 'measured',
    sentence: `The queue from ${name(flow.info.from)} to ${name(flow.info.to)} has no limit and grows by ${rate(growth)} (${byteRate(bytes)}): ${messages(known(figures.queued), 'wait')}.`,
    evidence: [
      measured(`${rate(trend.inRate)} come and ${rate(trend.outRate)} go.`, growth, 'msg/s'),
      measured(`The mark is 0: ${mark}.`, 0, 'messages'),
      estimated(`Memory grows by about ${byteRate(bytes)}.`, bytes, 'B/s'),
    ],
    remedies: remediesOf(flow, owner),
    severity: Math.min(8, Math.log10(Math.max(1, known(figures.queued)))),
    sustainMs: sustainMs('filling', flow),
  };
}

/** Without a mark at the receiver libzmq reads on and on, so that it is there that everything gathers. */
const ownerOf = (flow: FlowView): SocketView => (flow.figures.receiveMark === 0 ? flow.to : flow.from);

function remediesOf(flow: FlowView, owner: SocketView) {
  const { figures, info } = flow;
  const marks = {
    ...(figures.sendMark === 0 ? { [`sockets.${info.from}.options.sendHighWaterMark`]: 1000 } : {}),
    ...(figures.receiveMark === 0 ? { [`sockets.${info.to}.options.receiveHighWaterMark`]: 1000 } : {}),
  };
  const serviceMs = flow.to.spec?.consume?.serviceMs ?? 0;
  const enough = round(800 / Math.max(1, flow.trend.inRate));
  return [
    remedy(`Give ${name(owner.info.id)} a mark of ${figure(1000)}: the queue then stops growing.`, marks),
    ...(serviceMs > enough
      ? [remedy(`Serve a message in ${enough} ms.`, { [`sockets.${info.to}.consume.serviceMs`]: enough })]
      : []),
  ];
}
