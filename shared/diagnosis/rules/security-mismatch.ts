import type { Evidence } from '../../report/finding.ts';
import { measured, remedy } from '../evidence.ts';
import { name } from '../figure-words.ts';
import { type LinkView, type Look, otherEnd, type SocketView } from '../look.ts';
import { failures } from '../monitor.ts';
import type { Rule, Sign } from '../rule.ts';
import { clientOf, endOf, type SecurityFault, securityFault } from '../security-ends.ts';

/** Two ends that do not agree how to secure the connection, or a PLAIN client that is not let in. */
export const securityMismatch: Rule = {
  code: 'security-mismatch',
  reference: 'RFC 23/ZMTP, "Mechanism"; zmq_plain(7); RFC 27/ZAP',
  rank: 90,
  holdMs: 1000,
  signs: (look) => {
    const signs = look.links.flatMap((link) => signsOf(look, link));
    return [...new Map(signs.map((sign) => [sign.subject, sign])).values()];
  },
};

const faults: readonly (SecurityFault | undefined)[] = ['mechanism', 'roles', 'credentials'];

function signsOf(look: Look, link: LinkView): readonly Sign[] {
  const joined = link.flows.some(({ figures }) => figures.joined === 1 && figures.delivered > 0);
  const open = link.from.figures.open === 1 && link.to.figures.open === 1;
  if (joined || link.transport === 'inproc') {
    return [];
  }
  const fault = securityFault(link, look.telemetry.scenario);
  const certain = faults.includes(fault) && (open || hasFailed(link));
  return certain || plainFails(link) ? [signOf(link, fault)] : [];
}

const hasFailed = (link: LinkView) => failures(link.from).length + failures(link.to).length > 0;

/** PLAIN without a ZAP handler behind the server, or one that says no: the events tell, the scenario does not. */
function plainFails(link: LinkView): boolean {
  const plain = endOf(link.from).mechanism === 'plain' && endOf(link.to).mechanism === 'plain';
  return plain && [link.from, link.to].some((end) => failures(end, '300', '400', '500', 'EFAULT').length > 0);
}

function signOf(link: LinkView, fault: SecurityFault | undefined): Sign {
  const client = clientOf(link);
  const server = otherEnd(link, client);
  const events = [...failures(link.from), ...failures(link.to)];
  const advice = `Give ${name(client.info.id)} the mechanism and credentials that ${name(server.info.id)} asks for.`;
  return {
    subject: client.info.id,
    certainty: 'measured',
    sentence: sentenceOf(client, server, fault),
    evidence: [
      measured(`${endWords(link.from)}; ${endWords(link.to)}.`),
      ...events
        .slice(0, 3)
        .map(
          ({ event, detail, count }): Evidence => measured(`The monitor said ${event} (${detail}).`, count, 'times'),
        ),
      ...(fault === 'mechanism' ? [measured('After this the client never tries again.')] : []),
    ],
    remedies: [remedy(advice)],
    severity: 5,
    sustainMs: events.length > 0 ? 0 : 700,
    fromMs: events.length > 0 ? Math.min(...events.map(({ firstMs }) => firstMs)) : undefined,
  };
}

function endWords(socket: SocketView): string {
  const { mechanism, role } = endOf(socket);
  return `${name(socket.info.id)} uses ${mechanism.toUpperCase()}${mechanism === 'null' ? '' : ` as ${role}`}`;
}

function sentenceOf(client: SocketView, server: SocketView, fault: SecurityFault | undefined): string {
  const [a, b] = [name(client.info.id), name(server.info.id)];
  const [own, other] = [endOf(client), endOf(server)];
  switch (fault) {
    case 'mechanism':
      return `${a} uses ${own.mechanism.toUpperCase()} and ${b} ${other.mechanism.toUpperCase()}: the handshake fails once and is never tried again.`;
    case 'roles':
      return `${a} and ${b} both act as ${own.mechanism.toUpperCase()} ${own.role}: one must be the server, the other its client.`;
    case 'credentials':
      return `${b} does not let ${a} in: user name or password is not the right one.`;
    default:
      return `${b} does not let ${a} in: its PLAIN handshake is refused.`;
  }
}
