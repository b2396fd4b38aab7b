import { count } from '../diagnosis/figure-words.ts';
import type { Evidence } from '../report/finding.ts';
import { isLimited } from './limited-side.ts';
import { make, measured, type Rule, sidesOf, whoIs } from './tap-rule.ts';
import type { SequenceTally, TapSide } from './tap-view.ts';
import { isUndecoded } from './undecoded.ts';

const busyShare = 0.5;
const subscribeWithinMs = 2000;

const slowConsumer: Rule = (connection, view) =>
  sidesOf(connection).flatMap(({ role, side, peer }) => {
    if (side.blockedShare < busyShare) return [];
    const receiver = whoIs(role === 'client' ? 'server' : 'client', connection, view);
    const type = peer.socketType === null ? '' : ` (${peer.socketType})`;
    const share = Math.round(side.blockedShare * 100);
    const sentence = `${receiver}${type} does not keep up: for ${share} % of the last second its side took no more bytes.`;
    const waiting = side.heldBytes + (side.kernelBytes ?? 0);
    const evidence = [
      measured(`writing to it was blocked for ${share} % of the last second`, share, '%'),
      measured(`${count(waiting)} bytes wait in the tap and in the kernel's queues beside it`, waiting, 'bytes'),
      ...gapEvidence(side),
    ];
    const finding = make('slow-consumer', receiver, 'measured', sentence, evidence, 'zmq_socket(3), High-water mark');
    return [{ key: `slow-consumer ${connection.id} ${role}`, episode: 'sustained', finding }];
  });

const networkSaturated: Rule = (connection, view) =>
  sidesOf(connection).flatMap(({ role, side }) => {
    const limit = view.conditions.bytesPerSecond;
    if (limit <= 0 || !isLimited(side)) return [];
    const share = Math.round(side.limitedShare * 100);
    const sentence = `The tap's own limit of ${count(limit)} bytes per second is the bottleneck: bytes waited for it during ${share} % of the last second.`;
    const evidence = [
      measured(`${count(side.bytesPerSecond)} bytes per second came in`, Math.round(side.bytesPerSecond), 'bytes/s'),
      ...gapEvidence(side),
    ];
    const remedies = [{ sentence: 'Lift the limit.', set: { 'conditions.bytesPerSecond': 0 } }];
    const finding = { ...make('network-saturated', view.listen, 'measured', sentence, evidence), remedies };
    return [{ key: `network-saturated ${role}`, episode: 'sustained', finding }];
  });

/** Numbers that are missing here were lost before the wire: in the sending program, which drops when its queue is full. */
const missingNumbers: Rule = (connection, view) =>
  sidesOf(connection).flatMap(({ role, side, peer }) => {
    if (side.sequence === null || side.sequence.missing === 0) return [];
    if (isForOthers(side, peer) || isAnswering(side.sequence, peer.sequence)) return [];
    if (role === 'server' && connection.shared && sharesOut(side)) return [];
    const who = whoIs(role, connection, view);
    const { missing, gaps } = side.sequence;
    const sentence = `${missing} messages of ${who} never reached the wire: its own numbers have ${gaps} gaps here.`;
    const finding = make('sender-overloaded', who, 'inferred', sentence, gapEvidence(side), 'zmq_socket(3), ZMQ_PUB');
    return [{ key: `sender-overloaded ${connection.id} ${role}`, episode: 'lasting', finding }];
  });

/** A subscription leaves out what has other topics, and their numbers with it. */
const isForOthers = ({ socketType, sequence }: TapSide, { subscriptions }: TapSide): boolean =>
  (socketType === 'pub' || socketType === 'xpub') && sequence?.perTopic === false && !subscriptions.includes('');

/** Answers carry the numbers of what was asked, with the gaps that came in there before. */
function isAnswering(own: SequenceTally, asked: SequenceTally | null): boolean {
  const [first, before] = [own.ranges[0], asked?.ranges[0]];
  return asked !== null && asked.missing >= own.missing && (before?.atMs ?? Infinity) <= (first?.atMs ?? 0);
}

const sharesOut = ({ socketType }: TapSide): boolean =>
  socketType === 'push' || socketType === 'dealer' || socketType === 'req' || socketType === 'router';

function gapEvidence({ sequence }: TapSide): readonly Evidence[] {
  if (sequence === null || sequence.missing === 0) return [];
  return [measured(`${sequence.missing} numbers are missing in ${sequence.gaps} gaps`, sequence.missing, 'messages')];
}

const noSubscriber: Rule = (connection, view) =>
  sidesOf(connection).flatMap(({ role, side, peer }) => {
    const subscribes = side.socketType === 'sub' || side.socketType === 'xsub';
    const publishes = peer.socketType === 'pub' || peer.socketType === 'xpub';
    if (!subscribes || !publishes || side.sealed || isUndecoded(side) || connection.closedAtMs !== null) return [];
    if (side.subscriptions.length + side.subscriptionsOmitted > 0) return [];
    if (view.atMs - connection.openedAtMs < subscribeWithinMs) return [];
    const who = whoIs(role, connection, view);
    const sentence = `${who} (${side.socketType}) is connected and has subscribed to nothing: it receives nothing.`;
    const finding = make('no-subscriber', who, 'measured', sentence, [], 'zmq_socket(3), ZMQ_SUB');
    return [{ key: `no-subscriber ${connection.id} ${role}`, episode: 'sustained', finding }];
  });

/** What goes wrong while messages pass. */
export const trafficRules: readonly Rule[] = [networkSaturated, slowConsumer, missingNumbers, noSubscriber];
