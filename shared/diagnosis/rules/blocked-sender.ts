import { bottleneckOf } from '../bottleneck.ts';
import { estimated, measured } from '../evidence.ts';
import { figure, known, list, messages, name, rate } from '../figure-words.ts';
import type { FlowView, Look, SocketView } from '../look.ts';
import { burstPeriodMs } from '../offered.ts';
import { isBackedUp } from '../pressure.ts';
import type { Rule, Sign } from '../rule.ts';
import { sendSlower } from '../send-slower.ts';

/** A sender that cannot send what it was asked to, because all its queues are full or because it has no peer. */
export const blockedSender: Rule = {
  code: 'blocked-sender',
  reference: 'zmq_socket(3), ZMQ_PUSH; zmq_send(3), EAGAIN',
  rank: 30,
  holdMs: 2500,
  signs: (look) => (look.running ? look.sockets.filter((sender) => isHeld(look, sender)).map(signOf) : []),
};

/** Producing, open for more than a second, and held back most of the time. */
function isHeld(look: Look, sender: SocketView): boolean {
  const { figures, spec } = sender;
  const sends = spec?.produce !== undefined || sender.forwardsTo !== undefined;
  if (!sends || figures.open !== 1 || look.nowMs - (sender.openedMs ?? look.nowMs) < 1000) {
    return false;
  }
  const offers = known(figures.offeredPerSecond) > 0 || known(figures.blockedShare) > 0;
  const behind =
    figures.targetRate > 0 ? known(figures.acceptedPerSecond) < 0.9 * figures.targetRate : isSlowedByConsumer(sender);
  const waits =
    blockedShareOf(sender) > 0.4 || known(figures.refusedPerSecond) > 0.1 * known(figures.offeredPerSecond, 1);
  return (
    offers && behind && waits && (sender.outgoing.every((flow) => !isJoined(flow)) || sender.outgoing.some(isBackedUp))
  );
}

/** A producer told to go as fast as it goes is held back by design, unless what holds it takes its time over each message. */
function isSlowedByConsumer(sender: SocketView): boolean {
  const { outgoing } = sender;
  return outgoing.every(
    (flow) => !isJoined(flow) || (flow.to.spec?.consume?.serviceMs ?? 1) > 0 || bottleneckOf(flow) !== 'consumer',
  );
}

const isJoined = (flow: FlowView) => flow.figures.joined === 1;

function blockedShareOf(sender: SocketView): number {
  return Math.max(known(sender.figures.blockedShare), ...sender.outgoing.map((flow) => flow.trend.blockedShare));
}

function signOf(sender: SocketView): Sign {
  const share = blockedShareOf(sender);
  const holders = sender.outgoing.filter(isBackedUp);
  return {
    subject: sender.info.id,
    certainty: 'measured',
    sentence: sentenceOf(sender, share, holders),
    evidence: [
      measured(`It stood blocked ${figure(Math.round(share * 100))} % of the last seconds.`, share, 'of the time'),
      measured(
        `${rate(known(sender.figures.acceptedPerSecond))} were accepted${wish(sender)}.`,
        sender.figures.acceptedPerSecond,
        'msg/s',
      ),
      ...(known(sender.figures.refused) > 0
        ? [measured('Sends were refused (EAGAIN).', sender.figures.refused, 'messages')]
        : []),
      ...holders.slice(0, 3).map((flow) => {
        return estimated(
          `${messages(known(flow.figures.queued), 'wait')} on the way to ${name(flow.info.to)}.`,
          flow.figures.queued,
          'messages',
        );
      }),
    ],
    remedies: remediesOf(sender),
    severity: share * 5,
    sustainMs: Math.max(2000, 2 * burstPeriodMs(sender)),
  };
}

const wish = (sender: SocketView) =>
  sender.figures.targetRate > 0 ? ` of ${rate(sender.figures.targetRate)} asked for` : '';

function sentenceOf(sender: SocketView, share: number, holders: readonly FlowView[]): string {
  const { refusedPerSecond, offeredPerSecond } = sender.figures;
  const refused = Math.round((100 * known(refusedPerSecond)) / Math.max(1, known(offeredPerSecond)));
  const percent = figure(Math.round(share * 100));
  const id = name(sender.info.id);
  const start =
    share < 0.1 ? `${id} is refused ${figure(refused)} % of its sends` : `${id} is blocked ${percent} % of the time`;
  const names = list(holders.map((flow) => name(flow.info.to)));
  return names === '' ? `${start}: nobody is there to take its messages.` : `${start}: the queue to ${names} is full.`;
}

/** Only a rate that gets through ends the waiting for certain; the cause has a finding of its own. */
function remediesOf(sender: SocketView) {
  const accepted = known(sender.figures.acceptedPerSecond);
  return sendSlower(sender, accepted * 0.9, (next) => `Send ${rate(next)}, which gets through.`);
}
