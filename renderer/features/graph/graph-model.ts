import type { SessionView } from '../../../shared/contract.ts';
import type { LinkSpec, Transport } from '../../../shared/scenario/scenario.ts';
import { type SocketType, socketTraits } from '../../../shared/scenario/socket-type.ts';

/** More leaves of one kind than this on one hub are drawn as a fleet: one small tank each, in a grid. */
export const fleetThreshold = 12;

export interface GraphSocket {
  readonly id: string;
  readonly type: SocketType;
  /** Its place in frames. */
  readonly index: number;
  /** Sends by itself, or is the backend of a proxy: its rate is what it sends. Of all others it is what they receive. */
  readonly produces: boolean;
}

/** One direction through a link. */
export interface GraphLane {
  /** The flow's place in frames; undefined when no flow goes here (the types do not fit). */
  readonly flow: number | undefined;
  /** `reply` runs against the link's direction. */
  readonly direction: 'forward' | 'reply';
  readonly from: string;
  readonly to: string;
  readonly transport: Transport;
  /** The sender discards when its queue is full. */
  readonly drops: boolean;
}

export interface GraphLink {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly lanes: readonly GraphLane[];
}

export interface FleetMember {
  readonly socket: GraphSocket;
  readonly link: GraphLink;
}

/** Many peers of one kind that each have one link, to the same hub. */
export interface GraphFleet {
  readonly id: string;
  readonly hub: string;
  readonly type: SocketType;
  /** The hub sends to the members, or they to it. */
  readonly hubSends: boolean;
  readonly members: readonly FleetMember[];
}

/** What a proxy receives on one socket goes out by the other. */
export interface GraphProxy {
  readonly id: string;
  readonly frontend: string;
  readonly backend: string;
  /** The flows that come into it; its edge moves with them. */
  readonly flows: readonly number[];
}

export interface GraphModel {
  readonly sockets: readonly GraphSocket[];
  readonly links: readonly GraphLink[];
  readonly fleets: readonly GraphFleet[];
  readonly proxies: readonly GraphProxy[];
}

/** What the graph draws of a session; fleets whose id is in `unfolded` are drawn one by one. */
export function buildGraph(
  session: Pick<SessionView, 'scenario' | 'flows' | 'sockets'>,
  unfolded: ReadonlySet<string>,
): GraphModel {
  const types = new Map(session.scenario.sockets.map(({ id, type }) => [id, type]));
  const sockets = session.scenario.sockets.map(({ id, type, produce }) => ({
    id,
    type,
    index: session.sockets.findIndex((info) => info.id === id),
    produces: produce !== undefined || session.scenario.proxies.some(({ backend }) => backend === id),
  }));
  const lanesOf = lanesByLink(session, types);
  const written = session.scenario.links.map((link) => ({
    id: link.id,
    from: link.from,
    to: link.to,
    lanes: lanesOf.get(link.id) ?? [emptyLane(link)],
  }));
  const links = [...written, ...impliedLinks(session, lanesOf)];
  const fleets = findFleets(sockets, links).filter((fleet) => !unfolded.has(fleet.id));
  const folded = new Set(fleets.flatMap(({ members }) => members.flatMap(({ socket, link }) => [socket.id, link.id])));
  return {
    sockets: sockets.filter(({ id }) => !folded.has(id)),
    links: links.filter(({ id }) => !folded.has(id)),
    fleets,
    proxies: session.scenario.proxies.map(({ id, frontend, backend }) => ({
      id,
      frontend,
      backend,
      flows: session.flows.flatMap((flow, index) =>
        flow.to === frontend && flow.direction === 'forward' ? [index] : [],
      ),
    })),
  };
}

/** Sockets that share a literal endpoint are linked, though no link of the scenario says so. */
function impliedLinks(
  session: Pick<SessionView, 'scenario' | 'flows'>,
  lanesOf: ReadonlyMap<string, readonly GraphLane[]>,
): readonly GraphLink[] {
  const written = new Set(session.scenario.links.map(({ id }) => id));
  return session.flows
    .filter(({ link, direction }) => direction === 'forward' && !written.has(link))
    .map(({ link, from, to }) => ({ id: link, from, to, lanes: lanesOf.get(link) ?? [] }));
}

/** Every fleet that could be folded, whether it is or not. */
function findFleets(sockets: readonly GraphSocket[], links: readonly GraphLink[]): readonly GraphFleet[] {
  const byId = new Map(sockets.map((socket) => [socket.id, socket]));
  const linkCount = new Map<string, number>();
  for (const { from, to } of links) {
    linkCount.set(from, (linkCount.get(from) ?? 0) + 1);
    linkCount.set(to, (linkCount.get(to) ?? 0) + 1);
  }
  const fleets = new Map<string, GraphFleet & { readonly members: FleetMember[] }>();
  for (const link of links) {
    const hubSends = linkCount.get(link.to) === 1;
    const leaf = byId.get(hubSends ? link.to : link.from);
    const hub = hubSends ? link.from : link.to;
    if (leaf === undefined || linkCount.get(leaf.id) !== 1) continue;
    const id = `${hub}:${hubSends ? 'to' : 'from'}:${leaf.type}`;
    const fleet = fleets.get(id) ?? { id, hub, type: leaf.type, hubSends, members: [] };
    fleet.members.push({ socket: leaf, link });
    fleets.set(id, fleet);
  }
  return [...fleets.values()].filter(({ members }) => members.length > fleetThreshold);
}

function lanesByLink(
  session: Pick<SessionView, 'flows'>,
  types: ReadonlyMap<string, SocketType>,
): ReadonlyMap<string, readonly GraphLane[]> {
  const lanes = new Map<string, GraphLane[]>();
  session.flows.forEach(({ link, from, to, transport, direction }, flow) => {
    const type = types.get(from);
    const drops = type !== undefined && socketTraits[type].whenFull === 'drop';
    const list = lanes.get(link) ?? [];
    list.push({ flow, direction, from, to, transport, drops });
    lanes.set(link, list);
  });
  return lanes;
}

function emptyLane({ from, to, transport }: LinkSpec): GraphLane {
  return { flow: undefined, direction: 'forward', from, to, transport, drops: false };
}
