import type { Problem } from '../result.ts';
import { publicKeyRule } from './field-rules.ts';
import { dangling } from './refusal.ts';
import type { Scenario, SocketSpec } from './scenario.ts';
import { accepts } from './value-rule.ts';

/** Names of key pairs that do not exist. */
export const checkSecurity = (scenario: Scenario): Problem | undefined => {
  const names = Object.keys(scenario.keyPairs);
  for (const socket of scenario.sockets) {
    const problem = checkSocketKeys(socket, names);
    if (problem !== undefined) return problem;
  }
  for (const [index, name] of (scenario.zap?.curve ?? []).entries()) {
    if (!names.includes(name)) return dangling(`zap.curve.${index}`, 'the name of a key pair', name, names);
  }
  return undefined;
};

const checkSocketKeys = ({ id, security }: SocketSpec, names: readonly string[]): Problem | undefined => {
  if (security?.mechanism !== 'curve') return undefined;
  const path = `sockets.${id}.security`;
  if (!names.includes(security.keyPair))
    return dangling(`${path}.keyPair`, 'the name of a key pair', security.keyPair, names);
  if (security.role === 'server' || names.includes(security.serverKey) || accepts(publicKeyRule, security.serverKey)) {
    return undefined;
  }
  return dangling(
    `${path}.serverKey`,
    'the name of a key pair or a key of 40 Z85 characters',
    security.serverKey,
    names,
  );
};
