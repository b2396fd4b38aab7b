import type { FindingCode } from '../report/finding.ts';
import { type Look, otherEnd, type SocketView } from './look.ts';
import type { Sign } from './rule.ts';

type Signs = ReadonlyMap<FindingCode, readonly Sign[]>;

/** What a finding makes needless to say about the sockets that its subject touches: cause before symptom. */
const explains: Partial<Readonly<Record<FindingCode, readonly FindingCode[]>>> = {
  'subscription-mismatch': ['no-subscriber'],
  'late-joiner': ['no-subscriber'],
  'type-mismatch': ['no-subscriber', 'transport-failure', 'not-zmtp', 'blocked-sender', 'reply-lost'],
  'curve-rejected': ['no-subscriber', 'transport-failure', 'not-zmtp', 'security-mismatch', 'blocked-sender'],
  'security-mismatch': ['no-subscriber', 'transport-failure', 'not-zmtp', 'blocked-sender', 'reply-lost'],
  'address-in-use': ['no-subscriber', 'transport-failure', 'blocked-sender'],
  'endpoint-stolen': ['no-subscriber', 'transport-failure', 'blocked-sender'],
  'transport-failure': ['no-subscriber', 'blocked-sender'],
  'sender-overloaded': ['blocked-sender'],
  'not-zmtp': ['no-subscriber', 'transport-failure', 'blocked-sender'],
  unroutable: ['blocked-sender'],
  'contexts-exhausted': ['no-subscriber', 'transport-failure', 'blocked-sender'],
  // The busy loop at the descriptor limit leaves the process hardly any time to read.
  'descriptors-exhausted': [
    'no-subscriber',
    'transport-failure',
    'contexts-exhausted',
    'blocked-sender',
    'slow-consumer',
    'over-buffered',
  ],
  'message-too-large': ['blocked-sender', 'transport-failure', 'peer-lost', 'slow-consumer', 'not-zmtp'],
};

/** Symptoms by code, and the subjects of which they are not to be said. */
export type Hidden = ReadonlyMap<FindingCode, ReadonlySet<string>>;

/** What the signs of one look explain. */
export function symptomsOf(signs: Signs, look: Look): Hidden {
  const hidden = new Map<FindingCode, Set<string>>();
  for (const [code, symptoms] of Object.entries(explains)) {
    for (const sign of signs.get(code as FindingCode) ?? []) {
      for (const symptom of symptoms) {
        const subjects = hidden.get(symptom) ?? new Set();
        hidden.set(symptom, subjects);
        for (const id of neighbourhood(look, sign.subject)) {
          subjects.add(id);
        }
      }
    }
  }
  return hidden;
}

/** The subject, its links, and the sockets at their other ends. A link's neighbourhood is the link and its two ends. */
function neighbourhood(look: Look, subject: string): readonly string[] {
  const socket = look.socket(subject);
  if (socket !== undefined) {
    return [
      subject,
      ...socket.links.flatMap((link) => [link.id, otherEnd(link, socket).info.id]),
      ...peersByEndpoint(look, socket),
    ];
  }
  const link = look.links.find(({ id }) => id === subject);
  return link === undefined ? [subject] : [link.id, link.from.info.id, link.to.info.id];
}

/** Sockets that meet this one at a literal endpoint instead of a link. */
function peersByEndpoint(look: Look, socket: SocketView): readonly string[] {
  const endpoints = [...(socket.spec?.bind ?? []), ...(socket.spec?.connect ?? [])];
  if (endpoints.length === 0) {
    return [];
  }
  const meets = ({ spec }: SocketView) =>
    spec !== undefined && [...spec.bind, ...spec.connect].some((one) => endpoints.includes(one));
  return look.sockets.filter(meets).map(({ info }) => info.id);
}
