import { inferred, measured, remedy } from '../evidence.ts';
import { duration, figure, known, messages, name } from '../figure-words.ts';
import { blocksWhenFull, type FlowView, type Look, otherEnd, type SocketView } from '../look.ts';
import type { Deaths } from '../loss-tally.ts';
import type { Rule, Sign } from '../rule.ts';

/** A peer that went away with what was under way to it, or that another one with the same routing id keeps out. */
export const peerLost: Rule = {
  code: 'peer-lost',
  reference: 'zmq_socket(3), ZMQ_PUSH; zmq_setsockopt(3), ZMQ_ROUTING_ID and ZMQ_ROUTER_HANDOVER',
  rank: 84,
  holdMs: 1500,
  signs: (look) => unique([...deadSigns(look), ...look.sockets.flatMap(twinSigns)]),
};

const unique = (signs: readonly Sign[]) => [...new Map(signs.map((sign) => [sign.subject, sign])).values()];

/** Losses that a death explains, under the name of who died; and senders that wait for one since. */
function deadSigns(look: Look): readonly Sign[] {
  const deaths = new Map<SocketView, Deaths[]>();
  const rooms = new Map<SocketView, number>();
  for (const flow of look.flows) {
    const own = flow.tally.of('peer-lost');
    const culprit = own === undefined ? undefined : culpritOf(flow);
    if (own !== undefined && culprit !== undefined) {
      deaths.set(culprit, [...(deaths.get(culprit) ?? []), own]);
      rooms.set(culprit, (rooms.get(culprit) ?? 0) + roomOf(flow));
    }
  }
  const waiting = look.running ? look.flows.filter((flow) => waitsFor(look, flow)) : [];
  const peers = new Set([...deaths.keys(), ...waiting.map(({ to }) => to)]);
  return [...peers].map((peer) =>
    deadSign(
      peer,
      deaths.get(peer) ?? [],
      waiting.filter(({ to }) => to === peer),
      rooms.get(peer) ?? Number.POSITIVE_INFINITY,
    ),
  );
}

/** How many messages can have been under way at once: a sender that drops accepts more than its queue takes. */
const roomOf = (flow: FlowView): number =>
  blocksWhenFull(flow) || flow.figures.capacity === 0
    ? Number.POSITIVE_INFINITY
    : flow.figures.capacity + known(flow.figures.capacityError);

/** The end that went away, or another receiver of the same sender; undefined for a twin, which never was there. */
function culpritOf(flow: FlowView): SocketView | undefined {
  const gone = [flow.to, flow.from, ...flow.from.outgoing.map(({ to }) => to)].find(hasLeft);
  return gone ?? (isTwin(flow.from) || isTwin(flow.to) ? undefined : flow.to);
}

const hasLeft = ({ acts, goneMs }: SocketView) => goneMs !== undefined || acts.some(({ action }) => leaves.has(action));

function isTwin(socket: SocketView): boolean {
  const id = socket.spec?.options.routingId;
  const mates = socket.links.flatMap((link) =>
    otherEnd(link, socket).links.map((other) => otherEnd(other, otherEnd(link, socket))),
  );
  return id !== undefined && mates.some((mate) => mate !== socket && mate.spec?.options.routingId === id);
}

const leaves = new Set(['close', 'kill', 'restart']);

/** Gone for more than a second, while its sender has nobody else and stands blocked. */
function waitsFor(look: Look, flow: FlowView): boolean {
  const goneMs = flow.to.goneMs;
  const stuck = known(flow.from.figures.blockedShare) > 0.5 || known(flow.from.figures.refusedPerSecond) > 0;
  return (
    goneMs !== undefined &&
    look.nowMs - goneMs > 1000 &&
    stuck &&
    flow.from.outgoing.every(({ to }) => to.figures.open !== 1)
  );
}

function deadSign(peer: SocketView, deaths: readonly Deaths[], waiting: readonly FlowView[], room: number): Sign {
  const id = name(peer.info.id);
  const lost = deaths.reduce((sum, { count }) => sum + count, 0);
  const act = peer.acts.findLast(({ action }) => leaves.has(action));
  const went =
    act === undefined
      ? 'went away'
      : { kill: 'died', close: 'closed', restart: 'restarted', stall: '', resume: '' }[act.action];
  const atMs = act?.atMs ?? peer.goneMs ?? deaths[0]?.fromMs ?? 0;
  const stillFed = deaths.some(({ toMs }) => toMs > atMs + 300) ? peer.incoming.filter(keepsFeeding) : [];
  const sentence =
    lost > 0
      ? lost > room
        ? `${id} ${went}: ${messages(lost)} accepted for it never arrived. Its queue held about ${figure(Math.floor(room))} at most; the others found it full.`
        : `${id} ${went} and took ${messages(lost)} with it that had been accepted for it.`
      : `${id} ${went}, and ${name(waiting[0]?.info.from ?? 'its sender')} waits for somebody to take its messages.`;
  return {
    subject: peer.info.id,
    certainty: 'measured',
    sentence,
    evidence: [
      ...waiting.slice(0, 2).map(({ from }) => {
        return measured(
          `${name(from.info.id)} has no other peer, and waits.`,
          known(from.figures.blockedShare),
          'of the time',
        );
      }),
      ...(lost > 0 ? [measured('Accepted by the sender and never delivered.', lost, 'messages')] : []),
      ...(act === undefined ? [] : [measured(`It ${went} after ${duration(act.atMs)}.`, act.atMs, 'ms')]),
      ...(lost > 0
        ? [inferred('What had left the sender towards it, in the kernel or in its own queue, has no other copy.')]
        : []),
      ...(stillFed.length > 0
        ? [inferred('A sender that connects goes on queuing for a peer that is gone, in turn with the others.')]
        : []),
    ],
    remedies: [
      remedy(`Start ${id} again.`),
      ...stillFed.slice(0, 1).map(sendToThoseThere),
      ...(lost > 0 ? smallerQueues(peer) : []),
    ],
    severity: lost > 0 ? 5 : 3,
    sustainMs: lost > 0 ? 0 : 500,
    fromMs: atMs,
  };
}

/** Its sender connects to it, and queues whether it is there or not. */
const keepsFeeding = (flow: FlowView) =>
  blocksWhenFull(flow) &&
  flow.link?.bind === (flow.info.direction === 'reply' ? 'from' : 'to') &&
  flow.from.spec?.options.immediate !== true;

const sendToThoseThere = ({ info }: FlowView) =>
  remedy(`Let ${name(info.from)} send only to peers that are there (immediate).`, {
    [`sockets.${info.from}.options.immediate`]: true,
  });

/** What is not in a queue cannot die with it. */
function smallerQueues(peer: SocketView) {
  const marks = peer.incoming.slice(0, 1).map((flow) => ({
    [`sockets.${flow.info.from}.options.sendHighWaterMark`]: 10,
    [`sockets.${peer.info.id}.options.receiveHighWaterMark`]: 10,
  }));
  return marks.map((set) => remedy('Keep its queues short, so that little is under way to it when it dies.', set));
}

/** ROUTER ignores a second peer with an id that it already knows; with handover it drops the first instead. */
function twinSigns(router: SocketView): readonly Sign[] {
  if (router.info.type !== 'router') {
    return [];
  }
  const handover = router.spec?.options.handover === true;
  const byId = new Map<string, SocketView[]>();
  for (const { from, to } of router.links) {
    const peer = from === router ? to : from;
    const id = peer.spec?.options.routingId;
    if (id !== undefined && peer.openedMs !== undefined && peer.goneMs === undefined) {
      byId.set(String(id), [...(byId.get(String(id)) ?? []), peer]);
    }
  }
  return [...byId].flatMap(([id, peers]) => {
    const sorted = [...new Set(peers)].sort((a, b) => startOf(a) - startOf(b));
    const [keeper, ...ignored] = handover ? sorted.toReversed() : sorted;
    return keeper === undefined ? [] : ignored.map((peer) => twinSign(router, id, keeper, peer, handover));
  });
}

const startOf = (socket: SocketView) => socket.spec?.startAtMs ?? 0;

function twinSign(router: SocketView, id: string, keeper: SocketView, ignored: SocketView, handover: boolean): Sign {
  const [a, b] = [name(ignored.info.id), name(keeper.info.id)];
  const handled = handover ? 'hands its place over' : 'is ignored';
  return {
    subject: ignored.info.id,
    certainty: 'inferred',
    sentence: `${a} ${handled}: ${b} has the same routing id "${name(id)}", and ${name(router.info.id)} knows one peer by it.`,
    evidence: [
      measured(`Both set routingId "${name(id)}".`, 2, 'peers'),
      measured('Delivered to or from it so far.', delivered(ignored), 'messages'),
      inferred('The monitor shows two accepts and two handshakes: nothing tells that one of them is not used.'),
    ],
    remedies: [
      remedy(`Give ${a} an id of its own (counts from the next start).`, {
        [`sockets.${ignored.info.id}.options.routingId`]: ignored.info.id,
      }),
    ],
    severity: 4,
    sustainMs: 500,
  };
}

const delivered = (socket: SocketView) =>
  [...socket.incoming, ...socket.outgoing].reduce((sum, { figures }) => sum + known(figures.delivered), 0);
