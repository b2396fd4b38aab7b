import { inferred, measured, remedy } from '../evidence.ts';
import { duration, known, messages, name, rate } from '../figure-words.ts';
import type { FlowView, Look, SocketView } from '../look.ts';
import type { Rule, Sign } from '../rule.ts';
import { isStranded, strandedWords } from '../stranded.ts';
import { hears } from '../subscriptions.ts';

/** A publisher that talks to nobody: each message is discarded at once, without an error. */
export const noSubscriber: Rule = {
  code: 'no-subscriber',
  reference: 'zmq_socket(3), ZMQ_PUB',
  rank: 64,
  holdMs: 500,
  signs: (look) =>
    look.running ? look.sockets.filter((socket) => isAlone(socket)).map((socket) => signOf(look, socket)) : [],
};

function isAlone(socket: SocketView): boolean {
  const publishes = socket.info.type === 'pub' || socket.info.type === 'xpub';
  const offers = known(socket.figures.offeredPerSecond) > 0;
  const heard =
    socket.outgoing.some((flow) => flow.figures.joined === 1 || isSubscribed(flow)) ||
    (hasOutside(socket) && known(socket.figures.peers) > 0);
  return publishes && socket.figures.open === 1 && offers && !heard;
}

/** Connected and subscribed, though it may never read. */
const isSubscribed = (flow: FlowView) =>
  known(flow.from.figures.peers) > 0 && known(flow.to.figures.peers) > 0 && hears(flow);

/** A literal endpoint may have subscribers that the scenario knows nothing of. */
const hasOutside = (socket: SocketView) => (socket.spec?.bind.length ?? 0) + (socket.spec?.connect.length ?? 0) > 0;

function signOf(look: Look, publisher: SocketView): Sign {
  const id = publisher.info.id;
  const { offeredPerSecond, offered, peers } = publisher.figures;
  const late = publisher.outgoing.map((flow) => flow.to).filter((to) => (to.spec?.startAtMs ?? 0) > look.nowMs);
  const stranded = publisher.outgoing.filter(isStranded);
  return {
    subject: id,
    certainty: 'measured',
    sentence: `${name(id)} publishes ${rate(known(offeredPerSecond))} and nobody ${stranded.length > 0 ? 'is subscribed since it restarted' : 'subscribes'}: every message is discarded at once.`,
    evidence: [
      measured(`${messages(known(offered), 'were')} published so far.`, offered, 'messages'),
      measured('So many peers are connected.', known(peers), 'peers'),
      ...late.map((to) => measured(`${name(to.info.id)} starts only after ${duration(to.spec?.startAtMs ?? 0)}.`)),
      ...(stranded.length > 0 ? [inferred(strandedWords)] : []),
    ],
    remedies:
      late.length > 0
        ? late.map((to) => remedy(`Start ${name(to.info.id)} at once.`, { [`sockets.${to.info.id}.startAtMs`]: 0 }))
        : stranded.length > 0
          ? stranded.map(({ to }) => remedy(`Restart ${name(to.info.id)}, so that it connects again.`))
          : [remedy(`Connect a subscriber to ${name(id)}.`)],
    severity: 3,
    sustainMs: 1000,
  };
}
