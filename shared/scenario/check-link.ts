import type { Problem } from '../result.ts';
import { checkConflation } from './check-conflation.ts';
import { findEndpointFault, transportOf } from './endpoint.ts';
import { dangling, quote, refusal } from './refusal.ts';
import type { LinkSpec, SocketSpec } from './scenario.ts';
import { compatibleTypes, type SocketType, socketTraits, socketTypes } from './socket-type.ts';
import { oneOf } from './value-rule.ts';

export type SocketsById = ReadonlyMap<string, SocketSpec>;

/** What is wrong with one link, given the sockets: dangling ends, pairs that cannot talk, direction, endpoint, conditions. */
export const checkLink = (link: LinkSpec, sockets: SocketsById): Problem | undefined =>
  checkEnds(link, sockets) ?? checkEndpoint(link) ?? checkConditions(link);

const checkEnds = (link: LinkSpec, sockets: SocketsById): Problem | undefined => {
  const path = `links.${link.id}`;
  const from = sockets.get(link.from);
  const to = sockets.get(link.to);
  if (from === undefined) return dangling(`${path}.from`, 'the id of a socket', link.from, [...sockets.keys()]);
  if (to === undefined) return dangling(`${path}.to`, 'the id of a socket', link.to, [...sockets.keys()]);
  if (from === to) return refusal(path, 'two different sockets', `${quote(link.from)} at both ends`);
  const apart = [from, to].find((socket) => socket.process !== undefined);
  if (apart !== undefined && link.transport === 'inproc') {
    return refusal(path, 'tcp or ipc', 'inproc', `${quote(apart.id)} runs in a process of its own`);
  }
  return checkPair(path, from.type, to.type) ?? checkConflation(from, to);
};

const checkPair = (path: string, from: SocketType, to: SocketType): Problem | undefined => {
  if (!compatibleTypes[from].includes(to)) {
    const peers = oneOf(compatibleTypes[from], '');
    return refusal(path, `types that can talk`, `${from} to ${to}`, `${article(from)} ${from} talks to ${peers}`);
  }
  if (canSendTo(from, to)) return undefined;
  if (canSendTo(to, from))
    return refusal(path, 'the sending side as "from"', `${from} to ${to}`, 'swap "from" and "to"');
  const fits = oneOf(
    socketTypes.filter((type) => canSendTo(from, type)),
    '',
  );
  return refusal(path, 'a sender and a receiver', `${from} to ${to}`, `${article(from)} ${from} can send to ${fits}`);
};

/** `req` reads nothing but replies, and `rep` sends nothing else, so neither stands at the other end of a link. */
const canSendTo = (from: SocketType, to: SocketType): boolean =>
  socketTraits[from].produces && socketTraits[to].consumes && compatibleTypes[from].includes(to);

const article = (type: SocketType): string => (type.startsWith('x') ? 'an' : 'a');

const checkEndpoint = ({ id, endpoint, transport }: LinkSpec): Problem | undefined => {
  if (endpoint === undefined) return undefined;
  const path = `links.${id}.endpoint`;
  const fault = findEndpointFault(endpoint, 'link');
  if (fault !== undefined) return refusal(path, fault.expected, fault.found);
  if (transportOf(endpoint) === transport) return undefined;
  return refusal(path, `an endpoint that begins with ${transport}://, as "transport" says`, quote(endpoint));
};

const checkConditions = ({ id, transport, conditions }: LinkSpec): Problem | undefined => {
  if (transport !== 'inproc') return undefined;
  const set = Object.entries(conditions).find(([, value]) => value !== 0 && value !== false);
  if (set === undefined) return undefined;
  return refusal(`links.${id}.conditions.${set[0]}`, 'no conditions on inproc', String(set[1]), 'use tcp or ipc');
};
