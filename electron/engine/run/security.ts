import * as zmq from 'zeromq';
import type { OptionValue, Scenario } from '../../../shared/scenario/scenario.ts';

interface KeyPair {
  readonly publicKey: string;
  readonly secretKey: string;
}

/** What the run needs for security: options per socket, and whom the ZAP handler lets in. Keys live in memory only. */
export interface SecurityPlan {
  readonly options: readonly Readonly<Record<string, OptionValue>>[];
  readonly zap: ZapRules | undefined;
}

/** Undefined lists let everybody with a valid handshake in. */
export interface ZapRules {
  readonly curveKeys: readonly string[] | undefined;
  readonly plain: Readonly<Record<string, string>> | undefined;
}

const defaultDomain = 'highwater';

export function planSecurity(scenario: Scenario): SecurityPlan {
  const keys = new Map<string, KeyPair>(
    Object.entries(scenario.keyPairs).map(([name, spec]) => [name, spec === 'generate' ? zmq.curveKeyPair() : spec]),
  );
  const usesPlain = scenario.sockets.some(
    (socket) => socket.security?.mechanism === 'plain' || socket.options.plainServer === true,
  );
  return {
    options: scenario.sockets.map((socket) => optionsFor(socket.security, keys)),
    // libzmq refuses PLAIN where no ZAP handler answers, so one that lets all in is needed even without rules.
    zap: scenario.zap === undefined && !usesPlain ? undefined : rulesFrom(scenario, keys),
  };
}

function rulesFrom(scenario: Scenario, keys: ReadonlyMap<string, KeyPair>): ZapRules {
  const names = scenario.zap?.curve;
  return {
    curveKeys: names?.map((name) => keys.get(name)?.publicKey ?? name),
    plain: scenario.zap?.plain,
  };
}

function optionsFor(
  security: Scenario['sockets'][number]['security'],
  keys: ReadonlyMap<string, KeyPair>,
): Readonly<Record<string, OptionValue>> {
  if (security === undefined) return {};
  if (security.mechanism === 'plain') {
    return security.role === 'server'
      ? { plainServer: true, zapDomain: security.domain ?? defaultDomain }
      : { plainUsername: security.username, plainPassword: security.password };
  }
  const own = keys.get(security.keyPair);
  const secret = { curvePublicKey: own?.publicKey ?? '', curveSecretKey: own?.secretKey ?? '' };
  return security.role === 'server'
    ? { curveServer: true, ...secret, zapDomain: security.domain ?? defaultDomain }
    : { ...secret, curveServerKey: keys.get(security.serverKey)?.publicKey ?? security.serverKey };
}
