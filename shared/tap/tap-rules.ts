import type { Certainty, Evidence, Finding, FindingCode } from '../report/finding.ts';
import { compatibleTypes, type SocketType } from '../scenario/socket-type.ts';
import type { TapConnection, TapSide, TapView } from './tap-view.ts';

/** A finding of this moment. Those with one `key` are one episode. */
export interface Candidate {
  readonly key: string;
  /** `moment`: said at once and over when it is no longer seen; `lasting`: holds until the tap ends; `sustained`: must be seen twice in a row. */
  readonly episode: 'moment' | 'lasting' | 'sustained';
  readonly finding: Finding;
}

/** Which program a side belongs to. */
type Role = 'client' | 'server';
type Rule = (connection: TapConnection, view: TapView) => readonly Candidate[];

/** What can be said of one connection. Pure: the same view gives the same candidates. */
export function connectionCandidates(connection: TapConnection, view: TapView): readonly Candidate[] {
  return rules.flatMap((rule) => rule(connection, view));
}

/** What can be said of the tap as a whole. */
export function tapCandidates({ unreachable, forward, turnedAway }: TapView): readonly Candidate[] {
  if (unreachable === null) return [];
  const sentence = `Nobody answers at ${forward} (${unreachable}): clients of the tap are closed until somebody does.`;
  const evidence = [measured(`${turnedAway} clients were turned away`, turnedAway, 'connections')];
  return [
    {
      key: 'unreachable',
      episode: 'lasting',
      finding: make('transport-failure', forward, 'measured', sentence, evidence),
    },
  ];
}

const busyShare = 0.5;
const subscribeWithinMs = 2000;

const notZmtp: Rule = (connection, view) =>
  sidesOf(connection).flatMap(({ role, side }) => {
    const old = side.protocol === 'ZMTP 1.0' || side.protocol === 'ZMTP 2.0';
    if (side.stopped === null || side.protocol === 'ZMTP, cut short') return [];
    const who = whoIs(role, connection, view);
    const sentence = old
      ? `${who} begins as ${side.protocol} does (libzmq 3 and older): its messages pass but are not decoded.`
      : `${who} does not speak ZMTP: ${side.stopped}.`;
    const evidence = [measured(`${side.bytes} bytes were seen from it`, side.bytes, 'bytes')];
    const finding = make(
      old ? 'version-risk' : 'not-zmtp',
      who,
      'measured',
      sentence,
      evidence,
      'ZMTP 3.1 (RFC 37), Greeting',
    );
    return [{ key: `${finding.code} ${role} ${side.protocol}`, episode: 'moment', finding }];
  });

const typeMismatch: Rule = (connection, view) => {
  const [clientType, serverType] = [connection.forward.socketType, connection.backward.socketType];
  if (clientType !== null && serverType !== null) return announcedTypes(clientType, serverType, connection, view);
  return sidesOf(connection).flatMap(({ role, side, peer }) => {
    const refused =
      connection.endedBy !== null && connection.endedBy !== role && peer.stage === 'handshake' && peer.error === null;
    if (!refused || side.stage !== 'traffic' || side.socketType === null || side.sealed) return [];
    if (peer.mechanism !== side.mechanism) return [];
    // A client that tries again is caught at different moments, now with its type, now with the other's.
    const known = announcedTypes(
      clientType ?? view.refusedClientType,
      serverType ?? view.serverSocketType,
      connection,
      view,
    );
    return known.length > 0 ? known : [refusedType(role, side.socketType, connection, view)];
  });
};

function refusedType(role: Role, type: string, connection: TapConnection, view: TapView): Candidate {
  const other = whoIs(role === 'client' ? 'server' : 'client', connection, view);
  const sentence = `${other} closed the connection as soon as it learned that its peer is a ${type}: the two socket types do not go together.`;
  const evidence = [measured(`${type} was announced, and the peer closed without an answer`)];
  const finding = make('type-mismatch', other, 'inferred', sentence, evidence, typesReference);
  return { key: 'type-mismatch, refused', episode: 'lasting', finding };
}

const typesReference = 'ZMTP 3.1 (RFC 37), The Socket-Type Property';

function announcedTypes(
  from: string | null,
  to: string | null,
  connection: TapConnection,
  view: TapView,
): readonly Candidate[] {
  if (from === null || to === null || !isSocketType(from) || !isSocketType(to)) return [];
  if (compatibleTypes[from].includes(to)) return [];
  const sentence = `A ${from} is connected to a ${to}: these socket types do not go together, and libzmq closes the connection without an error.`;
  const evidence = [
    measured(`${whoIs('client', connection, view)} announced ${from}`),
    measured(`${whoIs('server', connection, view)} announced ${to}`),
  ];
  const finding = make(
    'type-mismatch',
    whoIs('client', connection, view),
    'measured',
    sentence,
    evidence,
    typesReference,
  );
  return [{ key: `type-mismatch ${from} ${to}`, episode: 'lasting', finding }];
}

const isSocketType = (text: string): text is SocketType => Object.hasOwn(compatibleTypes, text);

const securityMismatch: Rule = (connection, view) => {
  const { forward: client, backward: server } = connection;
  if (client.mechanism !== null && server.mechanism !== null && client.mechanism !== server.mechanism) {
    const sentence = `The client wants ${client.mechanism}, the program behind the tap wants ${server.mechanism}: the handshake cannot succeed, and the client does not try again.`;
    const finding = make(
      'security-mismatch',
      whoIs('client', connection, view),
      'measured',
      sentence,
      [],
      mechanismReference,
    );
    return [{ key: 'security-mismatch mechanisms', episode: 'lasting', finding }];
  }
  return sidesOf(connection).flatMap(({ role, side, peer }) => {
    if (side.protocol !== 'ZMTP, cut short' || peer.mechanism === null || connection.endedBy !== role) return [];
    const who = whoIs(role, connection, view);
    const sentence = `${who} closed the connection within its greeting, on seeing that its peer wants ${peer.mechanism}: it probably wants another mechanism.`;
    const finding = make('security-mismatch', who, 'inferred', sentence, [], mechanismReference);
    return [{ key: `security-mismatch ${role} greeting`, episode: 'lasting', finding }];
  });
};

const mechanismReference = 'ZMTP 3.1 (RFC 37), Security Mechanisms';

const refusedHandshake: Rule = (connection, view) =>
  sidesOf(connection).flatMap(({ role, side, peer }) => {
    const code: FindingCode = side.mechanism === 'CURVE' ? 'curve-rejected' : 'security-mismatch';
    const who = whoIs(role, connection, view);
    if (side.error !== null) {
      const sentence = `${who} refused its peer with the error ${JSON.stringify(side.error)}.`;
      const finding = make(code, who, 'measured', sentence, [], mechanismReference);
      return [{ key: `${code} ${role} ${side.error}`, episode: 'lasting', finding } as const];
    }
    if (connection.endedBy !== role || side.mechanism === null || side.mechanism === 'NULL') return [];
    if (side.mechanism !== peer.mechanism || side.stage !== 'handshake') return [];
    const sentence = `${who} closed the connection in the middle of the ${side.mechanism} handshake: it does not accept its peer's keys or credentials.`;
    return [
      {
        key: `${code} ${role} handshake`,
        episode: 'lasting',
        finding: make(code, who, 'inferred', sentence, [], mechanismReference),
      } as const,
    ];
  });

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
      measured(`${waiting} bytes wait in the tap and in the kernel's queues beside it`, waiting, 'bytes'),
      ...gapEvidence(side),
    ];
    const finding = make('slow-consumer', receiver, 'measured', sentence, evidence, 'zmq_socket(3), High-water mark');
    return [{ key: `slow-consumer ${connection.id} ${role}`, episode: 'sustained', finding }];
  });

const networkSaturated: Rule = (connection, view) =>
  sidesOf(connection).flatMap(({ role, side }) => {
    const limit = view.conditions.bytesPerSecond;
    if (limit <= 0 || side.limitedShare < busyShare) return [];
    const share = Math.round(side.limitedShare * 100);
    const sentence = `The tap's own limit of ${limit} bytes per second is the bottleneck: bytes waited for it during ${share} % of the last second.`;
    const evidence = [
      measured(
        `${Math.round(side.bytesPerSecond)} bytes per second came in`,
        Math.round(side.bytesPerSecond),
        'bytes/s',
      ),
      ...gapEvidence(side),
    ];
    const remedies = [{ sentence: 'Lift the limit.', set: { 'conditions.bytesPerSecond': 0 } }];
    const finding = { ...make('network-saturated', view.listen, 'measured', sentence, evidence), remedies };
    return [{ key: `network-saturated ${role}`, episode: 'sustained', finding }];
  });

/** Numbers that are missing here were lost before the wire: in the sending program, which drops when its queue is full. */
const missingNumbers: Rule = (connection, view) =>
  sidesOf(connection).flatMap(({ role, side }) => {
    if (side.sequence === null || side.sequence.missing === 0) return [];
    const who = whoIs(role, connection, view);
    const { missing, gaps } = side.sequence;
    const sentence = `${missing} messages of ${who} never reached the wire: its own numbers have ${gaps} gaps here.`;
    const finding = make('sender-overloaded', who, 'inferred', sentence, gapEvidence(side), 'zmq_socket(3), ZMQ_PUB');
    return [{ key: `sender-overloaded ${connection.id} ${role}`, episode: 'lasting', finding }];
  });

function gapEvidence({ sequence }: TapSide): readonly Evidence[] {
  if (sequence === null || sequence.missing === 0) return [];
  return [measured(`${sequence.missing} numbers are missing in ${sequence.gaps} gaps`, sequence.missing, 'messages')];
}

const noSubscriber: Rule = (connection, view) =>
  sidesOf(connection).flatMap(({ role, side, peer }) => {
    const subscribes = side.socketType === 'sub' || side.socketType === 'xsub';
    const publishes = peer.socketType === 'pub' || peer.socketType === 'xpub';
    if (!subscribes || !publishes || side.sealed || connection.closedAtMs !== null) return [];
    if (side.subscriptions.length + side.subscriptionsOmitted > 0) return [];
    if (view.atMs - connection.openedAtMs < subscribeWithinMs) return [];
    const who = whoIs(role, connection, view);
    const sentence = `${who} (${side.socketType}) is connected and has subscribed to nothing: it receives nothing.`;
    const finding = make('no-subscriber', who, 'measured', sentence, [], 'zmq_socket(3), ZMQ_SUB');
    return [{ key: `no-subscriber ${connection.id} ${role}`, episode: 'sustained', finding }];
  });

const rules: readonly Rule[] = [
  notZmtp,
  typeMismatch,
  securityMismatch,
  refusedHandshake,
  networkSaturated,
  slowConsumer,
  missingNumbers,
  noSubscriber,
];

/** Cause before symptom. */
const ranks: Partial<Readonly<Record<FindingCode, number>>> = {
  'transport-failure': 100,
  'not-zmtp': 95,
  'type-mismatch': 90,
  'security-mismatch': 85,
  'curve-rejected': 85,
  'network-saturated': 70,
  'slow-consumer': 65,
  'no-subscriber': 50,
  'sender-overloaded': 40,
  'version-risk': 20,
};

function make(
  code: FindingCode,
  subject: string,
  certainty: Certainty,
  sentence: string,
  evidence: readonly Evidence[],
  reference?: string,
): Finding {
  return { code, subject, certainty, sentence, evidence, remedies: [], reference, rank: ranks[code] };
}

const measured = (sentence: string, value?: number, unit?: string): Evidence => ({
  sentence,
  certainty: 'measured',
  value,
  unit,
});

function sidesOf({ forward, backward }: TapConnection): readonly { role: Role; side: TapSide; peer: TapSide }[] {
  return [
    { role: 'client', side: forward, peer: backward },
    { role: 'server', side: backward, peer: forward },
  ];
}

const whoIs = (role: Role, { client }: TapConnection, { forward }: TapView): string =>
  role === 'client' ? client : forward;
