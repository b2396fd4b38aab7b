import { count } from '../diagnosis/figure-words.ts';
import type { FindingCode } from '../report/finding.ts';
import { type Candidate, make, measured, type Role, type Rule, sidesOf, whoIs } from './tap-rule.ts';
import type { TapConnection, TapSide, TapView } from './tap-view.ts';
import { typesClash } from './types-clash.ts';
import { isOldZmtp } from './undecoded.ts';

const notZmtp: Rule = (connection, view) =>
  sidesOf(connection).flatMap(({ role, side }) => {
    const old = isOldZmtp(side);
    if (side.stopped === null || side.adapted || side.protocol === 'ZMTP, cut short') return [];
    const who = whoIs(role, connection, view);
    const sentence = old
      ? `${who} speaks ${side.protocol} (as libzmq 3, JeroMQ 0.3 and older do): its messages pass but are not decoded.`
      : `${who} does not speak ZMTP: ${side.stopped}.`;
    const evidence = [measured(`${count(side.bytes)} bytes were seen from it`, side.bytes, 'bytes')];
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
  const doubt = role === 'client' ? 'server' : 'client';
  const other = whoIs(doubt, connection, view);
  const sentence = `${other} closed the connection as soon as it learned that its peer is a ${type}: the two socket types do not go together.`;
  const evidence = [measured(`${type} was announced, and the peer closed without an answer`)];
  const finding = make('type-mismatch', other, 'inferred', sentence, evidence, typesReference);
  return { key: 'type-mismatch, refused', episode: 'lasting', finding, doubt };
}

const typesReference = 'ZMTP 3.1 (RFC 37), The Socket-Type Property';

function announcedTypes(
  from: string | null,
  to: string | null,
  connection: TapConnection,
  view: TapView,
): readonly Candidate[] {
  if (!typesClash(from, to)) return [];
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

const securityMismatch: Rule = (connection, view) => {
  const [client, server] = [connection.forward.mechanism, connection.backward.mechanism];
  if (client !== null && server !== null) return announcedMechanisms(client, server, connection, view);
  return sidesOf(connection).flatMap(({ role, side, peer }) => {
    if (side.protocol !== 'ZMTP, cut short' || peer.mechanism === null || connection.endedBy !== role) return [];
    // As with socket types: each try shows the mechanism of the one that did not close, now of this side, now of that.
    const known = announcedMechanisms(
      client ?? view.refusedClientMechanism,
      server ?? view.serverMechanism,
      connection,
      view,
    );
    if (known.length > 0) return known;
    const who = whoIs(role, connection, view);
    const sentence = `${who} closed the connection within its greeting, on seeing that its peer wants ${peer.mechanism}: it probably wants another mechanism.`;
    const finding = make('security-mismatch', who, 'inferred', sentence, [], mechanismReference);
    return [{ key: mechanismKey, episode: 'lasting', finding, doubt: role }];
  });
};

function announcedMechanisms(
  client: string | null,
  server: string | null,
  connection: TapConnection,
  view: TapView,
): readonly Candidate[] {
  if (client === null || server === null || client === server) return [];
  const who = whoIs('client', connection, view);
  const sentence = `The client wants ${client}, the program behind the tap wants ${server}: the handshake cannot succeed.`;
  const evidence = [
    measured(`${who} announced ${client}`),
    measured(`${whoIs('server', connection, view)} announced ${server}`),
  ];
  const finding = make('security-mismatch', who, 'measured', sentence, evidence, mechanismReference);
  return [{ key: mechanismKey, episode: 'lasting', finding }];
}

/** One for every try and whoever closed first: the cause is the same. */
const mechanismKey = 'security-mismatch mechanisms';
const mechanismReference = 'ZMTP 3.1 (RFC 37), Security Mechanisms';

const refusedHandshake: Rule = (connection, view) =>
  sidesOf(connection).flatMap(({ role, side, peer }): readonly Candidate[] => {
    const code: FindingCode = side.mechanism === 'CURVE' ? 'curve-rejected' : 'security-mismatch';
    const who = whoIs(role, connection, view);
    if (side.error !== null) {
      const sentence = `${who} refused its peer with the error ${JSON.stringify(side.error)}.`;
      const finding = make(code, who, 'measured', sentence, [], mechanismReference);
      return [{ key: `${code} ${role} ${side.error}`, episode: 'lasting', finding }];
    }
    if (connection.endedBy !== role || side.mechanism === null || side.mechanism === 'NULL') return [];
    if (side.mechanism !== peer.mechanism || side.stage !== 'handshake') return [];
    // PLAIN's credentials were accepted before; what came last is the socket type, which has a rule of its own.
    if (side.mechanism === 'PLAIN' && peer.stage === 'traffic') return [];
    const sentence = `${who} closed the connection in the middle of the ${side.mechanism} handshake: ${notAccepted(side, peer)}.`;
    const finding = make(code, who, 'inferred', sentence, [], mechanismReference);
    return [{ key: `${code} handshake`, episode: 'lasting', finding, doubt: role }];
  });

/** Under CURVE a peer says its socket type last, in its INITIATE, and encrypted: whoever closes then may have disliked that. */
const notAccepted = ({ mechanism }: TapSide, peer: TapSide): string =>
  mechanism === 'CURVE' && peer.stage === 'traffic'
    ? "it does not accept its peer's keys, or its socket type, which CURVE hides"
    : "it does not accept its peer's keys or credentials";

/** What goes wrong before the first message. */
export const handshakeRules: readonly Rule[] = [notZmtp, typeMismatch, securityMismatch, refusedHandshake];
