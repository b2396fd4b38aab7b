import type { KeyPairSpec, Scenario, SocketSpec } from '../scenario.ts';
import { type Joint, type LintRemark, type LintRule, remedy } from './remark.ts';

/** Whether the two ends of each link can agree on who they are. */
export const securityRules: readonly LintRule[] = [
  ({ scenario, joints }) => joints.flatMap((joint) => lintJoint(joint, scenario)),
];

const lintJoint = (joint: Joint, scenario: Scenario): readonly LintRemark[] => {
  const { link, from, to } = joint;
  const ends = [endOf(from), endOf(to)] as const;
  if (link.transport === 'inproc') {
    const secured = [from, to].find((socket) => endOf(socket).mechanism !== 'null');
    return secured === undefined ? [] : [noneOnInproc(joint, secured)];
  }
  if (ends[0].mechanism !== ends[1].mechanism) return [mechanismMismatch(joint, ends[0].mechanism, ends[1].mechanism)];
  if (ends[0].mechanism === 'null') return [];
  if (ends[0].role === ends[1].role) return [sameRole(joint, ends[0].role)];
  const [server, client] = ends[0].role === 'server' ? [from, to] : [to, from];
  return [...lintServerKey(server, client, scenario), ...lintAdmission(server, client, scenario)];
};

interface End {
  readonly mechanism: 'null' | 'plain' | 'curve';
  readonly role: 'server' | 'client';
}

/** Raw options count as `security` does. */
const endOf = ({ security, options }: SocketSpec): End => {
  if (security !== undefined) return security;
  if (options.curveServer === true) return { mechanism: 'curve', role: 'server' };
  if (options.curveServerKey !== undefined) return { mechanism: 'curve', role: 'client' };
  if (options.plainServer === true) return { mechanism: 'plain', role: 'server' };
  if (options.plainUsername !== undefined) return { mechanism: 'plain', role: 'client' };
  return { mechanism: 'null', role: 'client' };
};

const noneOnInproc = ({ link }: Joint, secured: SocketSpec): LintRemark => ({
  code: 'no-security-on-inproc',
  subject: link.id,
  severity: 'note',
  sentence: `${secured.id} asks for security, but inproc does not use any.`,
  path: `links.${link.id}.transport`,
  remedies: link.endpoint === undefined ? [remedy('Use tcp', `links.${link.id}.transport`, 'tcp')] : [],
});

const mechanismMismatch = ({ link, from, to }: Joint, left: string, right: string): LintRemark => ({
  code: 'mechanisms-differ',
  subject: link.id,
  severity: 'warning',
  sentence: `${from.id} uses ${left.toUpperCase()} and ${to.id} ${right.toUpperCase()}: the handshake fails once and is never tried again.`,
  path: `sockets.${(from.security === undefined ? from : to).id}.security`,
  remedies: [],
});

const sameRole = ({ link, from, to }: Joint, role: string): LintRemark => ({
  code: 'roles-clash',
  subject: link.id,
  severity: 'warning',
  sentence: `${from.id} and ${to.id} are both the ${role}: one must be the server and the other its client.`,
  path: `sockets.${to.id}.security.role`,
  remedies: [],
});

const lintServerKey = (server: SocketSpec, client: SocketSpec, scenario: Scenario): readonly LintRemark[] => {
  const [own, expected] = [server.security, client.security];
  if (own?.mechanism !== 'curve' || expected?.mechanism !== 'curve' || expected.role !== 'client') return [];
  if (isKeyOf(expected.serverKey, own.keyPair, scenario.keyPairs)) return [];
  const path = `sockets.${client.id}.security.serverKey`;
  return [
    {
      code: 'wrong-server-key',
      subject: client.id,
      severity: 'warning',
      sentence: `${client.id} expects a server with another key than the one that ${server.id} has: every handshake fails, and it tries for ever.`,
      path,
      remedies: [remedy(`Expect the key of ${server.id}`, path, own.keyPair)],
    },
  ];
};

const isKeyOf = (serverKey: string, keyPair: string, keyPairs: Readonly<Record<string, KeyPairSpec>>): boolean => {
  if (serverKey === keyPair) return true;
  const pair = keyPairs[keyPair];
  const named = Object.hasOwn(keyPairs, serverKey) ? keyPairs[serverKey] : undefined;
  const literal = typeof named === 'object' ? named.publicKey : serverKey;
  return typeof pair === 'object' && pair.publicKey === literal;
};

const lintAdmission = (server: SocketSpec, client: SocketSpec, { zap }: Scenario): readonly LintRemark[] => {
  const { security } = client;
  if (security === undefined || security.role === 'server') return [];
  const admitted =
    security.mechanism === 'curve'
      ? (zap?.curve?.includes(security.keyPair) ?? true)
      : zap?.plain === undefined ||
        (Object.hasOwn(zap.plain, security.username) && zap.plain[security.username] === security.password);
  if (admitted) return [];
  const who =
    security.mechanism === 'curve'
      ? `the key ${security.keyPair}`
      : `the user ${JSON.stringify(security.username)} with that password`;
  return [
    {
      code: 'not-admitted',
      subject: client.id,
      severity: 'warning',
      sentence: `${server.id} will not let ${client.id} in: ${who} is not on the list.`,
      path: `zap.${security.mechanism}`,
      remedies: [],
    },
  ];
};
