import { copiesToAll } from './direction.ts';
import type { ExecGroup, ExecSocket } from './exec-view.ts';
import type { Pairing, SocketPair } from './pair-sockets.ts';

/** Sockets that hang together in more than one pair: their sums, where copies do not make them meaningless. */
export function describeGroups(pairing: Pairing): readonly ExecGroup[] {
  return components(pairing.pairs)
    .filter((pairs) => pairs.length > 1)
    .map((pairs) => describeGroup(pairs, pairing))
    .filter((group) => group !== undefined);
}

const describeGroup = (pairs: readonly SocketPair[], pairing: Pairing): ExecGroup | undefined => {
  const sockets = [...new Set(pairs.flatMap(({ binder, connector }) => [binder, connector]))];
  if (sockets.some(({ type, proxied }) => copiesToAll(type) || proxied)) return undefined;
  const sent = total(sockets, (socket) => socket.sent.messages);
  const delivered = total(sockets, (socket) => socket.received.messages);
  const outside = sockets.some((socket) => hasLooseConnect(socket, pairing));
  return {
    sockets: sockets.map(({ id }) => id),
    endpoints: [...new Set(pairs.map(({ endpoint }) => endpoint))],
    sent,
    delivered,
    difference: sent - delivered,
    complete: !outside,
    note: outside
      ? 'Some of these sockets are also connected to programs that are not counted, so that the sums need not match.'
      : 'All messages that these sockets sent and received, answers included: the difference is in flight or lost.',
  };
};

const hasLooseConnect = ({ id, endpoints }: ExecSocket, { loose }: Pairing): boolean =>
  endpoints.some(({ how, endpoint }) => how === 'connect' && (loose.get(id) ?? []).includes(endpoint));

const components = (pairs: readonly SocketPair[]): readonly (readonly SocketPair[])[] => {
  const groups = new Map<string, SocketPair[]>();
  for (const pair of pairs) {
    const near = new Set(
      [pair.binder.id, pair.connector.id].map((id) => groups.get(id)).filter((found) => found !== undefined),
    );
    const merged = [...[...near].flat(), pair];
    for (const { binder, connector } of merged) groups.set(binder.id, merged).set(connector.id, merged);
  }
  return [...new Set(groups.values())];
};

const total = (sockets: readonly ExecSocket[], figure: (socket: ExecSocket) => number): number =>
  sockets.reduce((sum, socket) => sum + figure(socket), 0);
