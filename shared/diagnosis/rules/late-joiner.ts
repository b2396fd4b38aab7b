import type { Remedy } from '../../report/finding.ts';
import { estimated, inferred, measured, remedy, round } from '../evidence.ts';
import { duration, known, messages, name, were } from '../figure-words.ts';
import type { FlowView, Look, SocketView } from '../look.ts';
import type { Rule, Sign } from '../rule.ts';
import { isStranded, strandedWords } from '../stranded.ts';

/** A subscriber whose subscription took hold after the publisher had begun: what went before was never for it. */
export const lateJoiner: Rule = {
  code: 'late-joiner',
  reference: 'zmq_socket(3), ZMQ_SUB; RFC 29/PUBSUB',
  rank: 62,
  holdMs: 1000,
  signs: (look) => look.sockets.flatMap((subscriber) => signsOf(look, subscriber)),
};

function signsOf(look: Look, subscriber: SocketView): readonly Sign[] {
  const missing = subscriber.incoming.filter((flow) => hasMissed(look, flow));
  if (missing.length > 0) return [signOf(look, subscriber, missing)];
  const stranded = subscriber.incoming.filter(missesAll);
  return stranded.length === 0 ? [] : [strandedSign(subscriber, stranded)];
}

/** Left behind by a publisher that others hear; one that nobody hears has a finding of its own. */
const missesAll = (flow: FlowView): boolean =>
  isStranded(flow) && flow.figures.joined !== 1 && flow.from.outgoing.some(({ figures }) => figures.joined === 1);

function strandedSign(subscriber: SocketView, flows: readonly FlowView[]): Sign {
  const missed = missedOf(flows);
  const [id, from] = [name(subscriber.info.id), publishersOf(flows)];
  return {
    subject: subscriber.info.id,
    certainty: 'measured',
    sentence: `${id} hears nothing of ${from} since that restarted: ${messages(missed, 'were')} never sent to it.`,
    evidence: [measured('Published meanwhile.', missed, 'messages'), inferred(strandedWords)],
    remedies: [remedy(`Restart ${id}, so that it connects again.`)],
    severity: 4,
    sustainMs: 500,
  };
}

const missedOf = (flows: readonly FlowView[]): number =>
  flows.reduce((sum, flow) => sum + known(flow.figures.missedBeforeJoin), 0);

const publishersOf = (flows: readonly FlowView[]): string =>
  [...new Set(flows.map((flow) => name(flow.info.from)))].slice(0, 3).join(', ');

/** Joined, or there to the end (the closing of the sockets ends every join), has heard something, and missed something. */
function hasMissed(look: Look, flow: FlowView): boolean {
  const { missedBeforeJoin, delivered } = flow.figures;
  const joined = flow.figures.joined === 1 || (!look.running && flow.to.goneMs === undefined && !isStranded(flow));
  const publishes = flow.info.fromType === 'pub' || flow.info.fromType === 'xpub';
  return publishes && joined && known(missedBeforeJoin) >= 1 && known(delivered) > 0;
}

function signOf(look: Look, subscriber: SocketView, flows: readonly FlowView[]): Sign {
  const missed = missedOf(flows);
  const from = publishersOf(flows);
  const reborn = flows.some((flow) => flow.from.acts.some(({ action }) => action === 'restart'));
  const startedMs = subscriber.spec?.startAtMs ?? 0;
  const joinedMs = subscriber.openedMs ?? startedMs;
  const restarted = subscriber.acts.some(
    ({ action }) => action === 'restart' || action === 'kill' || action === 'close',
  );
  const again = restarted ? ' or came back' : '';
  return {
    subject: subscriber.info.id,
    certainty: 'measured',
    sentence: reborn
      ? `${name(subscriber.info.id)} subscribed again late: ${messages(missed)} that ${from} published before ${were(missed)} never sent to it.`
      : `${name(subscriber.info.id)} joined${again} late: ${messages(missed)} that ${from} had published before ${were(missed)} never sent to it.`,
    evidence: [
      measured('The first sequence number that arrived tells how many went before it.', missed, 'messages'),
      ...(startedMs > 0 ? [measured(`It starts ${duration(startedMs)} after the run.`, startedMs, 'ms')] : []),
      ...(reborn
        ? [inferred(`A restarted publisher knows no subscriber until that has connected and subscribed again.`)]
        : []),
      estimated('A subscription takes about 2 ms from connect to the first message, longer on a slow link.', 2, 'ms'),
    ],
    remedies: remediesOf(subscriber, flows, reborn ? 0 : Math.max(joinedMs, startedMs)),
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
