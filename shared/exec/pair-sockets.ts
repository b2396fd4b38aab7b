import { goTogether } from './direction.ts';
import type { ExecSocket } from './exec-view.ts';
import { reaches } from './match-endpoints.ts';

/** Two counted sockets that one connection joins, or could: they name the same endpoint, and lived at the same time. */
export interface SocketPair {
  readonly binder: ExecSocket;
  readonly connector: ExecSocket;
  readonly endpoint: string;
}

/** How the counted sockets hang together. */
export interface Pairing {
  readonly pairs: readonly SocketPair[];
  /** How many counted peers a socket has. */
  readonly peers: ReadonlyMap<string, number>;
  /** Endpoints of a socket at the other end of which nobody is counted. */
  readonly loose: ReadonlyMap<string, readonly string[]>;
}

/** Joins sockets by endpoint. A pair is named once, however many endpoints the two share. */
export function pairSockets(sockets: readonly ExecSocket[], localHosts: ReadonlySet<string>): Pairing {
  const pairs = new Map<string, SocketPair>();
  const met = new Set<string>();
  const everyBound = boundEndpoints(sockets);
  for (const connector of sockets) {
    for (const { endpoint, how, state } of connector.endpoints) {
      if (how !== 'connect' || state === 'failed') continue;
      const from = { endpoint, pid: connector.pid, context: connector.context };
      const reached = everyBound.filter(
        ({ binder, bound }) =>
          binder !== connector &&
          couldMeet(binder, connector) &&
          reaches(from, { endpoint: bound, pid: binder.pid, context: binder.context }, localHosts),
      );
      const together = reached.filter(({ binder }) => livedTogether(binder, connector));
      for (const { binder, bound } of together.length > 0
        ? together
        : reached.filter((end) => lingeredFor(end, connector))) {
        met.add(`${connector.id} ${endpoint}`).add(`${binder.id} ${bound}`);
        const key = `${binder.id} ${connector.id}`;
        if (!pairs.has(key)) pairs.set(key, { binder, connector, endpoint: bound });
      }
    }
  }
  return { pairs: [...pairs.values()], peers: countPeers([...pairs.values()]), loose: looseEnds(sockets, met) };
}

interface BoundEndpoint {
  readonly binder: ExecSocket;
  readonly bound: string;
}

const boundEndpoints = (sockets: readonly ExecSocket[]): readonly BoundEndpoint[] =>
  sockets.flatMap((binder) =>
    binder.endpoints
      .filter(({ how, state }) => how === 'bind' && state !== 'failed')
      .map(({ endpoint }) => ({ binder, bound: endpoint })),
  );

/** Sockets that were folded into one record did not live for all of its time: of those that do not go together, others had the endpoint in between. */
const couldMeet = (a: ExecSocket, b: ExecSocket): boolean => a.merged + b.merged === 0 || goTogether(a.type, b.type);

const livedTogether = (a: ExecSocket, b: ExecSocket): boolean => a.openedAtMs < b.untilMs && b.openedAtMs < a.untilMs;

/** A closed socket with messages goes on connecting until its linger is over (zmq_setsockopt(3), ZMQ_LINGER). */
const lingeredFor = ({ binder }: BoundEndpoint, connector: ExecSocket): boolean =>
  connector.options.linger !== 0 && connector.closedAtMs !== null && binder.openedAtMs >= connector.closedAtMs;

const countPeers = (pairs: readonly SocketPair[]): ReadonlyMap<string, number> => {
  const peers = new Map<string, number>();
  for (const { binder, connector } of pairs) {
    for (const { id } of [binder, connector]) peers.set(id, (peers.get(id) ?? 0) + 1);
  }
  return peers;
};

const looseEnds = (sockets: readonly ExecSocket[], met: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> =>
  new Map(
    sockets.map(({ id, endpoints }) => [
      id,
      endpoints
        .filter(({ endpoint, state }) => state !== 'failed' && !met.has(`${id} ${endpoint}`))
        .map(({ endpoint }) => endpoint),
    ]),
  );
