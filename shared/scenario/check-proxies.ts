import type { Problem } from '../result.ts';
import type { SocketsById } from './check-link.ts';
import { dangling, quote, refusal } from './refusal.ts';
import type { ProxySpec } from './scenario.ts';
import type { SocketType } from './socket-type.ts';

/** The pairs that libzmq's own proxies are made of (zmq_proxy(3)): forwarder, queue, streamer. */
const backendOf: Partial<Record<SocketType, SocketType>> = { xsub: 'xpub', router: 'dealer', pull: 'push' };

export const checkProxies = (proxies: readonly ProxySpec[], sockets: SocketsById): Problem | undefined => {
  const taken = new Map<string, string>();
  for (const proxy of proxies) {
    const problem = checkEnds(proxy, sockets) ?? checkTaken(proxy, taken);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

const checkEnds = ({ id, frontend, backend }: ProxySpec, sockets: SocketsById): Problem | undefined => {
  const path = `proxies.${id}`;
  const front = sockets.get(frontend);
  const back = sockets.get(backend);
  if (front === undefined) return dangling(`${path}.frontend`, 'the id of a socket', frontend, [...sockets.keys()]);
  if (back === undefined) return dangling(`${path}.backend`, 'the id of a socket', backend, [...sockets.keys()]);
  if (backendOf[front.type] !== back.type) {
    return refusal(path, 'xsub and xpub, router and dealer, or pull and push', `${front.type} and ${back.type}`);
  }
  for (const socket of [front, back]) {
    if (socket.process !== undefined) {
      return refusal(
        `sockets.${socket.id}.process`,
        'no such key on a socket of a proxy',
        'one',
        'a proxy is one loop',
      );
    }
    const own = socket.produce !== undefined ? 'produce' : socket.consume !== undefined ? 'consume' : undefined;
    if (own !== undefined) {
      return refusal(
        `sockets.${socket.id}.${own}`,
        'no such key on a socket of a proxy',
        'one',
        'a proxy only forwards',
      );
    }
  }
  return undefined;
};

const checkTaken = ({ id, frontend, backend }: ProxySpec, taken: Map<string, string>): Problem | undefined => {
  for (const socket of [frontend, backend]) {
    const first = taken.get(socket);
    if (first !== undefined) {
      return refusal(`proxies.${id}`, 'sockets of its own', `${quote(socket)}, which proxies.${first} has`);
    }
    taken.set(socket, id);
  }
  return undefined;
};
