import { sentSubscriptions } from '../../scenario/sent-subscriptions.ts';
import { inferred, measured, remedy } from '../evidence.ts';
import { count, known, list, name, namesWith } from '../figure-words.ts';
import type { FlowView, SocketView } from '../look.ts';
import type { Rule, Sign } from '../rule.ts';
import { hears, topicsOf } from '../subscriptions.ts';

/** A subscriber that is connected to publishers, and hears nothing of them, or not all that it subscribed to. */
export const subscriptionMismatch: Rule = {
  code: 'subscription-mismatch',
  reference: 'zmq_setsockopt(3), ZMQ_SUBSCRIBE; RFC 29/PUBSUB',
  rank: 87,
  holdMs: 1000,
  signs: (look) =>
    look.running ? [...look.sockets.filter(hearsNothing).map(signOf), ...look.sockets.flatMap(droppedOf)] : [],
};

/** Has no prefix that any of the publishers' topics begins with. */
function hearsNothing(socket: SocketView): boolean {
  const subscribes = socket.info.type === 'sub' || socket.info.type === 'xsub';
  const publishers = socket.incoming.filter(isPublishing);
  return (
    subscribes &&
    socket.figures.open === 1 &&
    publishers.length > 0 &&
    isConnected(socket, publishers) &&
    publishers.every((flow) => !hears(flow) && known(flow.figures.delivered) === 0)
  );
}

const isPublishing = (flow: FlowView) => flow.from.spec?.produce !== undefined && known(flow.from.figures.offered) > 0;

/** Handshake done; inproc has no handshake, and counts its links as peers. */
function isConnected(socket: SocketView, publishers: readonly FlowView[]): boolean {
  return (
    known(socket.figures.peers) > 0 ||
    publishers.some((flow) => flow.info.transport === 'inproc' && flow.from.figures.open === 1)
  );
}

function signOf(subscriber: SocketView): Sign {
  const id = subscriber.info.id;
  const prefixes = subscriber.spec?.subscribe ?? [];
  const topics = [...new Set(subscriber.incoming.flatMap((flow) => topicsOf(flow.from)))].map(quote);
  const published = `${namesWith([...new Set(subscriber.incoming.map((flow) => name(flow.info.from)))], 'publishes')} ${list(topics, 2)}`;
  const subscribed = prefixes.length === 0 ? 'subscribes to nothing' : `subscribes to ${list(prefixes.map(quote), 2)}`;
  const topic = subscriber.incoming.map((flow) => topicsOf(flow.from)[0] ?? '')[0] ?? '';
  return {
    subject: id,
    certainty: 'measured',
    sentence: `${name(id)} hears nothing: it ${subscribed}, while ${published}.`,
    evidence: [
      measured('The two are connected; nothing was delivered.', 0, 'messages'),
      measured(`No topic begins with a prefix of ${name(id)}: a prefix is compared byte by byte, from the first byte.`),
    ],
    remedies: [
      remedy(`Subscribe ${name(id)} to ${quote(topic)}.`, { [`sockets.${id}.subscribe`]: topic }),
      ...(topic === '' ? [] : [remedy(`Subscribe ${name(id)} to everything.`, { [`sockets.${id}.subscribe`]: '' })]),
    ],
    severity: 5,
    sustainMs: 500,
  };
}

/** More subscriptions than its queue holds when the connection begins: the publisher never learns of the others. */
function droppedOf(socket: SocketView): readonly Sign[] {
  const { spec, info } = socket;
  const publishers = socket.incoming.filter(isPublishing);
  // What a proxy passes on comes one by one, and finds room.
  if (spec === undefined || socket.forwardsTo !== undefined || !isConnected(socket, publishers)) return [];
  const wanted = [...new Set(spec.subscribe)];
  const dropped = publishers.flatMap(({ from, info: { transport } }) => {
    if (from.spec === undefined) return [];
    const sent = new Set(sentSubscriptions(spec, from.spec, transport));
    return wanted.filter((prefix) => !sent.has(prefix));
  });
  const missing = [...new Set(dropped)];
  if (missing.length === 0 || socket.figures.open !== 1) return [];
  const heard = `${count(wanted.length - missing.length)} of its ${count(wanted.length)} subscriptions`;
  const overTheNet = publishers.some((flow) => flow.info.transport !== 'inproc');
  const mark = overTheNet
    ? `its send mark of ${count(Number(spec.options.sendHighWaterMark ?? 1000))} holds no more`
    : 'the marks of both ends hold no more';
  return [
    {
      subject: info.id,
      certainty: 'inferred',
      sentence: `${name(info.id)} gets only ${heard} through: ${mark}.`,
      evidence: [
        inferred(
          'When a connection begins, libzmq queues all subscriptions at once and drops those that the queue does not hold without a word.',
        ),
        inferred(
          `Not heard: ${list(missing.map(quote), 3)}. The lowest bytes go first.`,
          missing.length,
          'subscriptions',
        ),
      ],
      remedies: [
        remedy(`Raise the send mark of ${name(info.id)} to ${count(wanted.length)}.`, {
          [`sockets.${info.id}.options.sendHighWaterMark`]: wanted.length,
        }),
      ],
      severity: 5,
      sustainMs: 500,
    },
  ];
}

const quote = (text: string) => `"${text.length > 20 ? `${text.slice(0, 19)}…` : text}"`;
