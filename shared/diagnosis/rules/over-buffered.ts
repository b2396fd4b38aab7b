import type { Remedy } from '../../report/finding.ts';
import { estimated, measured, remedy } from '../evidence.ts';
import { duration, figure, known, messages, name } from '../figure-words.ts';
import { blocksWhenFull, type FlowView, type Look } from '../look.ts';
import { burstPeriodMs, isBeyondReach } from '../offered.ts';
import { queueingTime } from '../predict.ts';
import { isRecovering, isStanding, isUnderWay, onTheWay } from '../pressure.ts';
import type { Rule, Sign } from '../rule.ts';

/** Loss turned into latency: a queue that never drains makes every message wait depth / rate. */
export const overBuffered: Rule = {
  code: 'over-buffered',
  reference: 'zmq_setsockopt(3), ZMQ_SNDHWM and ZMQ_SNDBUF',
  rank: 50,
  holdMs: 2500,
  signs: (look) => (look.running ? look.flows.flatMap((flow) => signsOf(look, flow)) : []),
};

/** Waiting so long in queues is a defect of its own; and a saturated pipe may wait longer. */
const lateMs = 100;
const saturatedLateMs = 500;
const defaultMark = 1000;

function signsOf(look: Look, flow: FlowView): readonly Sign[] {
  const { figures, trend } = flow;
  const wait = queueingTime(trend.standing, trend.outRate);
  if (
    wait === undefined ||
    isRecovering(flow) ||
    !isStanding(flow) ||
    !isUnderWay(flow) ||
    flow.to.figures.stalled === 1 ||
    isDown(flow)
  ) {
    return [];
  }
  const saturating = saturates(flow) && (flow.to.spec?.consume?.serviceMs ?? 0) === 0;
  const late = known(figures.latencyP50Ms, wait.value) - linkDelay(flow);
  return late > (saturating ? saturatedLateMs : lateMs) && wait.value > 0.5 * late && isDeep(flow)
    ? [signOf(look, flow, wait.value)]
    : [];
}

/** What stands before a link that passes nothing has no room to be too deep for. */
const isDown = ({ link }: FlowView) => link?.conditions.cut === true || link?.conditions.stall === true;

/** A sender that waits fills whatever it is given; one that drops with libzmq's own marks has a loss, not a depth, to talk about. */
function isDeep(flow: FlowView): boolean {
  return isRaised(flow) || (blocksWhenFull(flow) && flow.trend.standing > 200);
}

function isRaised({ figures: { sendMark, receiveMark } }: FlowView): boolean {
  return sendMark === 0 || receiveMark === 0 || sendMark > defaultMark || receiveMark > defaultMark;
}

const saturates = (flow: FlowView) =>
  blocksWhenFull(flow) && (known(flow.from.figures.targetRate) === 0 || isBeyondReach(flow.from));

const linkDelay = (flow: FlowView) =>
  ((flow.link?.conditions.latencyMs ?? 0) + (flow.link?.conditions.jitterMs ?? 0)) * 1.2;

/** Longer than the run has lasted nobody has waited yet: then depth / rate is what the next message has before it. */
const waitOf = ({ nowMs }: Look, waitMs: number): string =>
  waitMs <= nowMs ? `wait ${duration(waitMs)}` : `that come now have ${duration(waitMs)} before them at this rate,`;

function signOf(look: Look, flow: FlowView, waitMs: number): Sign {
  const { info, figures, trend } = flow;
  return {
    subject: info.link,
    certainty: 'measured',
    sentence: `Messages to ${name(info.to)} ${waitOf(look, waitMs)} in queues that never drain: ${messages(trend.standing, 'are')} always there.`,
    evidence: [
      measured(`Half of the messages took longer than ${duration(figures.latencyP50Ms)}.`, figures.latencyP50Ms, 'ms'),
      measured(`1 in 100 took longer than ${duration(figures.latencyP99Ms)}.`, figures.latencyP99Ms, 'ms'),
      estimated(
        `${messages(trend.standing)} waited all the time; depth / rate makes ${duration(waitMs)} (Little's law).`,
        trend.standing,
        'messages',
      ),
      estimated(
        `The marks allow ${figure(figures.sendMark)} and ${figure(figures.receiveMark)}; the kernel holds the rest.`,
        figures.capacity,
        'messages',
      ),
    ],
    remedies: remediesOf(flow),
    // Told to go as fast as it goes, a sender fills any queue by design: then it is the queue that is wrong, not the consumer.
    rank: saturates(flow) && isRaised(flow) ? 78 : undefined,
    severity: Math.min(6, Math.log10(Math.max(1, waitMs / lateMs)) * 3),
    // It has stood for two seconds before it is seen.
    sustainMs: Math.max(1000, burstPeriodMs(flow.from) * 2),
  };
}

/** Below the kernel's 2.8 MB the marks alone do nothing on tcp, so the buffers go with them. */
function remediesOf(flow: FlowView): readonly Remedy[] {
  const { info, trend } = flow;
  const mark = Math.max(1, Math.floor((trend.outRate * 0.01) / 2 + onTheWay(flow)));
  const marks = {
    [`sockets.${info.from}.options.sendHighWaterMark`]: mark,
    [`sockets.${info.to}.options.receiveHighWaterMark`]: mark,
  };
  const buffers = {
    [`sockets.${info.from}.options.sendBufferSize`]: 65_536,
    [`sockets.${info.to}.options.receiveBufferSize`]: 65_536,
  };
  return [
    info.transport === 'tcp'
      ? remedy(
          `Let each queue hold ${messages(mark)} and the kernel 64 KiB (the buffers count from the next connection).`,
          { ...marks, ...buffers },
        )
      : remedy(`Let each queue hold ${messages(mark)}.`, marks),
    ...fasterService(flow),
  ];
}

function fasterService(flow: FlowView): readonly Remedy[] {
  const serviceMs = flow.to.spec?.consume?.serviceMs ?? 0;
  const needed = Math.max(known(flow.from.figures.targetRate), flow.trend.inRate);
  const enough = Number((800 / Math.max(1, needed)).toPrecision(2));
  return serviceMs > enough
    ? [remedy(`Serve a message in ${duration(enough)}.`, { [`sockets.${flow.info.to}.consume.serviceMs`]: enough })]
    : [];
}
