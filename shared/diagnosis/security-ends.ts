import type { KeyPairSpec, Scenario } from '../scenario/scenario.ts';
import type { LinkView, SocketView } from './look.ts';

/** How one end of a connection wants to be secured (ZMTP 3.1, RFC 37: one mechanism, one server). */
export interface SecurityEnd {
  readonly mechanism: 'null' | 'plain' | 'curve';
  readonly role: 'server' | 'client';
}

export function endOf({ spec }: SocketView): SecurityEnd {
  const { security, options = {} } = spec ?? {};
  if (security !== undefined) {
    return security;
  }
  if (options.curveServer === true) {
    return { mechanism: 'curve', role: 'server' };
  }
  if (options.curveServerKey !== undefined) {
    return { mechanism: 'curve', role: 'client' };
  }
  if (options.plainServer === true) {
    return { mechanism: 'plain', role: 'server' };
  }
  return { mechanism: options.plainUsername === undefined ? 'null' : 'plain', role: 'client' };
}

/** Why a handshake on this link cannot succeed, as far as the scenario tells. */
export type SecurityFault = 'mechanism' | 'roles' | 'server-key' | 'not-admitted' | 'credentials';

export function securityFault(link: LinkView, scenario: Scenario): SecurityFault | undefined {
  if (link.transport === 'inproc') {
    return undefined;
  }
  const [from, to] = [endOf(link.from), endOf(link.to)];
  if (from.mechanism !== to.mechanism) {
    return 'mechanism';
  }
  if (from.mechanism === 'null') {
    return undefined;
  }
  if (from.role === to.role) {
    return 'roles';
  }
  return from.mechanism === 'curve' ? curveFault(link, scenario) : plainFault(link, scenario);
}

/** The end that is not the server; the one that connects when neither is, or both are. */
export function clientOf(link: LinkView): SocketView {
  const [from, to] = [endOf(link.from), endOf(link.to)];
  if (from.role === to.role) {
    return link.connecter;
  }
  return from.role === 'server' ? link.to : link.from;
}

function curveFault(link: LinkView, scenario: Scenario): SecurityFault | undefined {
  const client = clientOf(link);
  const server = client === link.from ? link.to : link.from;
  const [own, expected] = [server.spec?.security, client.spec?.security];
  if (own?.mechanism !== 'curve' || expected?.mechanism !== 'curve' || expected.role !== 'client') {
    return undefined;
  }
  if (!isKeyOf(expected.serverKey, own.keyPair, scenario.keyPairs)) {
    return 'server-key';
  }
  return scenario.zap?.curve?.includes(expected.keyPair) === false ? 'not-admitted' : undefined;
}

function isKeyOf(serverKey: string, keyPair: string, keyPairs: Readonly<Record<string, KeyPairSpec>>): boolean {
  if (serverKey === keyPair) {
    return true;
  }
  const pair = keyPairs[keyPair];
  const named = Object.hasOwn(keyPairs, serverKey) ? keyPairs[serverKey] : undefined;
  const literal = typeof named === 'object' ? named.publicKey : serverKey;
  return typeof pair === 'object' && pair.publicKey === literal;
}

function plainFault(link: LinkView, { zap }: Scenario): SecurityFault | undefined {
  const security = clientOf(link).spec?.security;
  if (security?.mechanism !== 'plain' || security.role !== 'client' || zap?.plain === undefined) {
    return undefined;
  }
  const admitted = Object.hasOwn(zap.plain, security.username) && zap.plain[security.username] === security.password;
  return admitted ? undefined : 'credentials';
}
