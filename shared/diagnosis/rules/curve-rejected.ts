import type { Remedy } from '../../report/finding.ts';
import { inferred, measured, remedy } from '../evidence.ts';
import { name } from '../figure-words.ts';
import { type LinkView, type Look, otherEnd, type SocketView } from '../look.ts';
import { failures } from '../monitor.ts';
import type { Rule, Sign } from '../rule.ts';
import { clientOf, endOf, type SecurityFault, securityFault } from '../security-ends.ts';

/** A CURVE client that the server does not let in: wrong keys, or not on the list of its ZAP handler. */
export const curveRejected: Rule = {
  code: 'curve-rejected',
  reference: 'zmq_curve(7); RFC 26/CURVEZMQ; RFC 27/ZAP',
  rank: 91,
  holdMs: 1000,
  signs: (look) => [
    ...rejectedLinks(look),
    ...look.sockets.filter((socket) => rejectsStrangers(look, socket)).map(strangerSign),
  ],
};

const cryptographic = ['ERR_ZMTP_CRYPTOGRAPHIC', 'ERR_ZMTP_KEY_EXCHANGE'];
const denied = ['300', '400', '500', 'ERR_ZAP_INVALID_STATUS_CODE'];

/** One sign for each client that is not in; one that got in after all was only slow. */
function rejectedLinks(look: Look): readonly Sign[] {
  const links = look.links.filter((link) => isCurve(link) && !isJoined(link));
  const signs = links.flatMap((link) => {
    const fault = securityFault(link, look.telemetry.scenario);
    const client = clientOf(link);
    return hasFailed(link) && (fault !== undefined || isAlone(look, client)) ? [signOf(look, link, fault)] : [];
  });
  return [...new Map(signs.map((sign) => [sign.subject, sign])).values()];
}

const isCurve = (link: LinkView) => endOf(link.from).mechanism === 'curve' && endOf(link.to).mechanism === 'curve';
const isJoined = (link: LinkView) => link.flows.some(({ figures }) => figures.joined === 1 && figures.delivered > 0);

function hasFailed(link: LinkView): boolean {
  const client = clientOf(link);
  return failures(client).length > 0 || failures(otherEnd(link, client), ...cryptographic, ...denied).length > 0;
}

/** The scenario cannot say which client was turned away; the one without a peer was. */
const isAlone = (_look: Look, client: SocketView) => client.figures.peers < 1;

function signOf(look: Look, link: LinkView, fault: SecurityFault | undefined): Sign {
  const client = clientOf(link);
  const server = otherEnd(link, client);
  const events = [...failures(server, ...cryptographic, ...denied), ...failures(client)];
  return {
    subject: client.info.id,
    certainty: fault === undefined ? 'inferred' : 'measured',
    sentence: sentenceOf(client, server, fault),
    evidence: [
      ...events
        .slice(0, 3)
        .map(({ event, detail, count }) => measured(`The monitor said ${event} (${detail}).`, count, 'times')),
      ...(fault === 'server-key'
        ? [measured(`The server key that ${name(client.info.id)} expects is not the one of ${name(server.info.id)}.`)]
        : []),
      ...(fault === 'not-admitted'
        ? [measured(`The key of ${name(client.info.id)} is not on the list of the ZAP handler.`)]
        : []),
      inferred('Its monitor shows EPIPE and retries: the reason stands only in the events of the server.'),
    ],
    remedies: remediesOf(look, client, server, fault),
    severity: 5,
    // Without a reason in the scenario, a client that has not delivered yet may just be about to.
    sustainMs: fault === undefined ? 1500 : 0,
    fromMs: events.length === 0 ? undefined : Math.min(...events.map(({ firstMs }) => firstMs)),
  };
}

function sentenceOf(client: SocketView, server: SocketView, fault: SecurityFault | undefined): string {
  const [a, b] = [name(client.info.id), name(server.info.id)];
  if (fault === 'server-key') {
    return `${b} rejects ${a}: the server key that ${a} expects is not the key of ${b}, so that no handshake can succeed.`;
  }
  return fault === 'not-admitted'
    ? `${b} rejects ${a}: its CURVE key is valid, but not on the list of those that are let in.`
    : `${b} rejects the CURVE handshake of ${a}.`;
}

function remediesOf(
  look: Look,
  client: SocketView,
  server: SocketView,
  fault: SecurityFault | undefined,
): readonly Remedy[] {
  const own = server.spec?.security;
  if (fault === 'server-key' && own?.mechanism === 'curve' && client.spec?.security?.mechanism === 'curve') {
    const path = `sockets.${client.info.id}.security.serverKey`;
    return [remedy(`Let ${name(client.info.id)} expect the key of ${name(server.info.id)}.`, { [path]: own.keyPair })];
  }
  const listed = look.telemetry.scenario.zap?.curve !== undefined;
  return [
    remedy(
      listed
        ? `Put the key of ${name(client.info.id)} on the list in zap.curve.`
        : 'Use the key pair that the server knows.',
    ),
  ];
}

/** A CURVE server whose clients of the scenario are all in, and that still turned somebody away. */
function rejectsStrangers(look: Look, socket: SocketView): boolean {
  const { mechanism, role } = endOf(socket);
  const isServer = mechanism === 'curve' && role === 'server';
  const ours = isServer && look.links.some((link) => [link.from, link.to].includes(socket) && !isJoined(link));
  return isServer && !ours && failures(socket, ...cryptographic, ...denied).length > 0;
}

function strangerSign(server: SocketView): Sign {
  const events = failures(server, ...cryptographic, ...denied);
  return {
    subject: server.info.id,
    certainty: 'measured',
    sentence: `${name(server.info.id)} rejected a client from outside: its CURVE keys are not the right ones.`,
    evidence: events.map(({ event, detail, count }) =>
      measured(`The monitor said ${event} (${detail}).`, count, 'times'),
    ),
    remedies: [remedy(`Give the client the public key of ${name(server.info.id)}, and a key that is let in.`)],
    severity: 2,
    sustainMs: 0,
    fromMs: Math.min(...events.map(({ firstMs }) => firstMs)),
  };
}
