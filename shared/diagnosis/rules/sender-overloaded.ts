import { serviceRate } from '../bottleneck.ts';
import { estimated, measured, remedy } from '../evidence.ts';
import { figure, known, name, rate } from '../figure-words.ts';
import type { Look, SocketView } from '../look.ts';
import { isBeyondReach } from '../offered.ts';
import { isStanding } from '../pressure.ts';
import type { Rule, Sign } from '../rule.ts';
import { sendSlower } from '../send-slower.ts';

/** The producing loop, or its thread, is the limit: nothing is queued, and the asked rate is not reached. */
export const senderOverloaded: Rule = {
  code: 'sender-overloaded',
  reference: 'zmq_send(3); zguide, chapter 2',
  rank: 66,
  holdMs: 2500,
  signs: (look) =>
    look.running ? look.sockets.filter((socket) => isOverloaded(look, socket)).map((s) => signOf(look, s)) : [],
};

function isOverloaded(look: Look, socket: SocketView): boolean {
  const { figures, spec } = socket;
  const produce = spec?.produce;
  if (
    produce === undefined ||
    figures.open !== 1 ||
    look.nowMs - (socket.openedMs ?? look.nowMs) < 1500 + produce.startAtMs
  ) {
    return false;
  }
  return (
    isBeyondReach(socket) &&
    known(figures.refusedPerSecond) < 0.05 * figures.targetRate &&
    socket.outgoing.every((flow) => flow.trend.blockedShare < 0.1 || !isStanding(flow) || !takesTime(flow.to))
  );
}

/** Its receivers could be faster; one that takes no time of its own takes what the machine lets it. */
const takesTime = (receiver: SocketView) => Number.isFinite(serviceRate(receiver));

function signOf(look: Look, socket: SocketView): Sign {
  const { acceptedPerSecond, targetRate, busyShare, threadSockets } = socket.figures;
  const blockedShare = known(socket.figures.blockedShare);
  const id = socket.info.id;
  const shared = known(threadSockets) > 1;
  return {
    subject: id,
    certainty: blockedShare < 0.1 ? 'measured' : 'estimated',
    sentence: `${name(id)} cannot send ${rate(targetRate)}: its thread is busy ${figure(Math.round(busyShare * 100))} % of the time and sends ${figure(Math.round(acceptedPerSecond))}.`,
    evidence: [
      measured('Its thread has no time left.', busyShare, 'of a core'),
      measured(`${rate(acceptedPerSecond)} of ${rate(targetRate)} were sent.`, acceptedPerSecond, 'msg/s'),
      blockedShare < 0.1
        ? measured('It was hardly ever blocked: no queue holds it back.', blockedShare, 'of the time')
        : estimated(
            `Never blocked, it would send about ${rate(acceptedPerSecond / (1 - blockedShare))}.`,
            acceptedPerSecond / (1 - blockedShare),
            'msg/s',
          ),
      ...(shared ? [measured('So many sockets share its thread.', threadSockets, 'sockets')] : []),
    ],
    remedies: [
      ...(shared ? spinners(look) : []),
      ...sendSlower(socket, acceptedPerSecond * 0.9, (next) => `Ask for ${rate(next)}, which it can send.`),
    ],
    severity: 4,
    sustainMs: 1500,
  };
}

/** Consumers that burn the processor while they serve may be what the thread is busy with. */
function spinners(look: Look) {
  const spinning = look.sockets.filter(({ spec }) => spec?.consume?.mode === 'spin' && spec.consume.serviceMs > 0);
  return spinning.slice(0, 2).map(({ info }) => {
    return remedy(`Let ${name(info.id)} wait instead of spin.`, { [`sockets.${info.id}.consume.mode`]: 'wait' });
  });
}
