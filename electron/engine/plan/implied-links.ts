import type { LinkSpec, Scenario, SocketSpec, Transport } from '../../../shared/scenario/scenario.ts';
import { socketTraits } from '../../../shared/scenario/socket-type.ts';

/** Sockets of one scenario that bind and connect the same literal endpoint are linked, though no link says so. */
export function impliedLinks(scenario: Scenario): readonly LinkSpec[] {
  const taken = new Set(scenario.links.map((link) => pairKey(link.from, link.to)));
  const found: LinkSpec[] = [];
  for (const binder of scenario.sockets) {
    for (const endpoint of binder.bind) {
      for (const connecter of scenario.sockets) {
        if (connecter === binder || !connecter.connect.some((other) => sameEndpoint(endpoint, other))) continue;
        const link = toLink(binder, connecter, endpoint);
        if (link === undefined || taken.has(pairKey(link.from, link.to))) continue;
        taken.add(pairKey(link.from, link.to));
        found.push(link);
      }
    }
  }
  return found;
}

/**
 * Sockets with an endpoint of their own that no link accounts for: it is there for programs outside. One that is bound where another socket of the
 * scenario connects, is taken to be there for that one.
 */
export function reachableFromOutside(
  scenario: Scenario,
  links: readonly { readonly spec: LinkSpec }[],
): ReadonlySet<number> {
  const linked = links.map(({ spec }) => spec.endpoint).filter((endpoint) => endpoint !== undefined);
  const isOpen = (endpoint: string): boolean => !linked.some((other) => sameEndpoint(endpoint, other));
  return new Set(
    scenario.sockets.flatMap(({ bind, connect }, index) => ([...bind, ...connect].some(isOpen) ? [index] : [])),
  );
}

const pairKey = (a: string, b: string): string => [a, b].sort().join(' ');

function toLink(binder: SocketSpec, connecter: SocketSpec, endpoint: string): LinkSpec | undefined {
  const binderSends = sends(binder);
  const connecterSends = sends(connecter);
  if (!binderSends && !connecterSends) return undefined;
  const fromBinder = binderSends && (!connecterSends || connecter.type === 'rep');
  const from = fromBinder ? binder : connecter;
  const to = fromBinder ? connecter : binder;
  return {
    id: `${from.id}-${to.id}`,
    from: from.id,
    to: to.id,
    transport: endpoint.slice(0, endpoint.indexOf(':')) as Transport,
    bind: fromBinder ? 'from' : 'to',
    endpoint,
    conditions: { bytesPerSecond: 0, latencyMs: 0, jitterMs: 0, cut: false, stall: false },
  };
}

const sends = (socket: SocketSpec): boolean => socketTraits[socket.type].produces && socket.type !== 'rep';

/** `tcp://*:5555` and `tcp://127.0.0.1:5555` are the same place on this machine. */
function sameEndpoint(a: string, b: string): boolean {
  return normalise(a) === normalise(b);
}

const normalise = (endpoint: string): string =>
  endpoint.replace(/^tcp:\/\/(?:\*|0\.0\.0\.0|localhost|\[::1?\])(?=:)/, 'tcp://127.0.0.1');
