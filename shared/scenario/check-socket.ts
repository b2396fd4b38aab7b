import type { Problem } from '../result.ts';
import { checkConflatedSubscriptions } from './check-conflation.ts';
import { type EndpointUse, findEndpointFault } from './endpoint.ts';
import { nearest } from './nearest.ts';
import { findOption, optionCatalogue, optionsOf } from './options.ts';
import { describe, joinPath, quote, refusal } from './refusal.ts';
import type { SocketSpec } from './scenario.ts';
import { type SocketType, socketTraits } from './socket-type.ts';
import { accepts, expectedOf } from './value-rule.ts';

/** What is wrong with one socket by itself: keys that its type has no use for, options, endpoints. */
export const checkSocket = (socket: SocketSpec): Problem | undefined => {
  const path = `sockets.${socket.id}`;
  return (
    checkKeys(socket, path) ??
    checkOptions(socket, path) ??
    checkConflatedSubscriptions(socket) ??
    checkEndpoints(socket, path)
  );
};

const checkKeys = (socket: SocketSpec, path: string): Problem | undefined => {
  const { type, produce, consume, subscribe } = socket;
  const traits = socketTraits[type];
  const publishes = type === 'pub' || type === 'xpub';
  if (produce !== undefined && !traits.produces)
    return misplaced(`${path}.produce`, type, producers, whyNoProduce(type));
  if (consume !== undefined && !traits.consumes)
    return misplaced(`${path}.consume`, type, consumers, whyNoConsume(type));
  if (subscribe.length > 0 && type !== 'sub' && type !== 'xsub') {
    return misplaced(`${path}.subscribe`, type, 'a sub or xsub', 'only they subscribe');
  }
  if (produce !== undefined && produce.topics.length > 0 && !publishes) {
    return misplaced(`${path}.produce.topic`, type, 'a pub or xpub', 'only they send by topic');
  }
  if (produce !== undefined && produce.to.length > 0 && type !== 'router') {
    return misplaced(`${path}.produce.to`, type, 'a router', 'only it addresses its peers');
  }
  return undefined;
};

const producers = 'a pub, xpub, push, req, dealer, router or pair';
const consumers = 'a sub, xsub, pull, rep, dealer, router or pair';

const whyNoProduce = (type: SocketType): string =>
  type === 'rep' ? 'a rep answers by itself' : `a ${type} does not send`;

const whyNoConsume = (type: SocketType): string =>
  type === 'req' ? 'a req reads its replies by itself' : `${type === 'xpub' ? 'an' : 'a'} ${type} does not receive`;

const misplaced = (path: string, type: SocketType, where: string, why: string): Problem =>
  refusal(path, `this key only on ${where}`, `it on ${type === 'xpub' || type === 'xsub' ? 'an' : 'a'} ${type}`, why);

const checkOptions = (socket: SocketSpec, path: string): Problem | undefined => {
  for (const [name, value] of Object.entries(socket.options)) {
    const option = findOption(socket.type, name);
    if (option === undefined) return unknownOption(`${path}.options`, socket.type, name);
    if (!accepts(option.rule, value)) {
      return refusal(`${path}.options.${name}`, expectedOf(option.rule), describe(value, option.rule));
    }
  }
  return undefined;
};

const unknownOption = (path: string, type: SocketType, name: string): Problem => {
  const elsewhere = optionCatalogue.get(name);
  if (elsewhere !== undefined) {
    return refusal(joinPath(path, name), `an option of a ${type}`, `an option of ${elsewhere.types.join(', ')} only`);
  }
  const guess = nearest(
    name,
    optionsOf(type).map((option) => option.name),
  );
  const hint = guess === undefined ? undefined : `did you mean ${guess}?`;
  return refusal(path, `zeromq.js's name of an option of a ${type}`, quote(name), hint);
};

const checkEndpoints = (socket: SocketSpec, path: string): Problem | undefined =>
  checkList(socket.bind, 'bind', path) ?? checkList(socket.connect, 'connect', path);

const checkList = (endpoints: readonly string[], use: EndpointUse, path: string): Problem | undefined => {
  for (const [index, endpoint] of endpoints.entries()) {
    const at = `${path}.${use}.${index}`;
    const fault = findEndpointFault(endpoint, use);
    if (fault !== undefined) return refusal(at, fault.expected, fault.found);
    if (endpoints.indexOf(endpoint) !== index) return refusal(at, 'every endpoint once', `${quote(endpoint)} again`);
  }
  return undefined;
};
