import type { Remedy } from '../../report/finding.ts';
import { estimated, measured, remedy, round } from '../evidence.ts';
import { duration, known, messages, name } from '../figure-words.ts';
import type { FlowView, Look, SocketView } from '../look.ts';
import type { Rule, Sign } from '../rule.ts';

/** A subscriber whose subscription took hold after the publisher had begun: what went before was never for it. */
export const lateJoiner: Rule = {
  code: 'late-joiner',
  reference: 'zmq_socket(3), ZMQ_SUB; RFC 29/PUBSUB',
  rank: 62,
  holdMs: 1000,
  signs: (look) => look.sockets.flatMap((subscriber) => signsOf(look, subscriber)),
};

function signsOf(look: Look, subscriber: SocketView): readonly Sign[] {
  const missing = subscriber.incoming.filter(hasMissed);
  return missing.length === 0 ? [] : [signOf(look, subscriber, missing)];
}

/** Joined, has heard something since, and something went before that. */
function hasMissed(flow: FlowView): boolean {
  const { joined, missedBeforeJoin, delivered } = flow.figures;
  const publishes = flow.info.fromType === 'pub' || flow.info.fromType === 'xpub';
  return publishes && joined === 1 && known(missedBeforeJoin) >= 1 && known(delivered) > 0;
}

function signOf(look: Look, subscriber: SocketView, flows: readonly FlowView[]): Sign {
  const missed = flows.reduce((sum, flow) => sum + known(flow.figures.missedBeforeJoin), 0);
  const from = [...new Set(flows.map((flow) => name(flow.info.from)))].slice(0, 3).join(', ');
  const startedMs = subscriber.spec?.startAtMs ?? 0;
  const joinedMs = subscriber.openedMs ?? startedMs;
  const restarted = subscriber.acts.some(
    ({ action }) => action === 'restart' || action === 'kill' || action === 'close',
  );
  const again = restarted ? ' or came back' : '';
  return {
    subject: subscriber.info.id,
    certainty: 'measured',
    sentence: `${name(subscriber.info.id)} joined${again} late: ${messages(missed)} that ${from} had published before were never sent to it.`,
    evidence: [
      measured('The first sequence number that arrived tells how many went before it.', missed, 'messages'),
      ...(startedMs > 0 ? [measured(`It starts ${duration(startedMs)} after the run.`, startedMs, 'ms')] : []),
      estimated('A subscription takes about 2 ms from connect to the first message, longer on a slow link.', 2, 'ms'),
    ],
    remedies: remediesOf(subscriber, flows, Math.max(joinedMs, startedMs)),
    severity: 3,
    sustainMs: 0,
    fromMs: Math.min(look.nowMs, startedMs),
    toMs: Math.min(look.nowMs, Math.max(joinedMs, startedMs)),
  };
}

function remediesOf(subscriber: SocketView, flows: readonly FlowView[], joinedMs: number): readonly Remedy[] {
  const early = (subscriber.spec?.startAtMs ?? 0) > 0;
  const first = early
    ? [remedy('Start the subscriber with the run.', { [`sockets.${subscriber.info.id}.startAtMs`]: 0 })]
    : [];
  const publishers = [...new Set(flows.map((flow) => flow.from))].filter((from) => from.spec?.produce !== undefined);
  const later = Math.ceil(round(joinedMs + 500));
  return [
    ...first,
    ...publishers.map((from) => {
      return remedy(`Let ${name(from.info.id)} wait for its subscribers.`, {
        [`sockets.${from.info.id}.produce.startAtMs`]: later,
      });
    }),
  ];
}
