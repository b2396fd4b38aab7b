import type { FleetNodeType } from './fleet-node.tsx';
import { type GraphLayout, nodeId } from './graph-layout.ts';
import type { GraphFleet, GraphLink, GraphModel, GraphProxy } from './graph-model.ts';
import { type LinkNodeType, laneHandle } from './link-node.tsx';
import type { PipeEdgeType } from './pipe-edge.tsx';
import type { SocketNodeType } from './socket-node.tsx';

export type GraphNode = SocketNodeType | LinkNodeType | FleetNodeType;

/**
 * With more pipes than this all of them stand still: each that moves is a layer of its own to the compositor, and without a
 * graphics card 600 layers cost a quarter of a second in every frame.
 */
const manyPipes = 48;

const pipesMove = ({ links }: GraphModel): boolean => links.length * 2 <= manyPipes;

/** Puts what the layout found into the graph library's terms. */
export function graphNodes(model: GraphModel, layout: GraphLayout, unfold: (fleet: string) => void): GraphNode[] {
  const at = (id: string) => {
    const { x, y, width, height } = layout.places.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
    return { id, position: { x, y }, width, height, focusable: false, style: { pointerEvents: 'all' } } as const;
  };
  const { density } = layout;
  const moves = pipesMove(model);
  return [
    ...model.links.map((link) => ({
      ...at(nodeId.link(link.id)),
      type: 'link' as const,
      data: { link, density, moves, mirrored: layout.mirrored.has(link.id) },
    })),
    ...model.sockets.map((socket) => ({
      ...at(nodeId.socket(socket.id)),
      type: 'socket' as const,
      data: { socket, density },
    })),
    ...model.fleets.map((fleet) => ({
      ...at(nodeId.fleet(fleet.id)),
      type: 'fleet' as const,
      data: { fleet, unfold },
    })),
  ];
}

export function graphEdges(model: GraphModel, layout: GraphLayout): PipeEdgeType[] {
  const moves = pipesMove(model);
  return [
    ...model.links.flatMap((link) => linkEdges(link, layout.mirrored.has(link.id), moves)),
    ...model.fleets.map((fleet) => fleetEdge(fleet, layout.mirrored.has(fleet.id))),
    ...model.proxies.map((proxy) => proxyEdge(proxy, moves, layout)),
  ];
}

/** Straight through: what comes in on one socket of a proxy goes out by the other, beside it or in the band below. */
function proxyEdge(
  { id, frontend, backend, flows }: GraphProxy,
  moves: boolean,
  { places }: GraphLayout,
): PipeEdgeType {
  const [source, target] = [nodeId.socket(frontend), nodeId.socket(backend)];
  const [front, back] = [places.get(source), places.get(target)];
  const below = front !== undefined && back !== undefined && back.y >= front.y + front.height;
  return {
    type: 'pipe',
    id: `proxy:${id}`,
    source,
    target,
    data: { flows, moves, backwards: false, ...(below ? { name: `proxy ${id}` } : {}) },
    focusable: false,
    ...(below ? { sourceHandle: 'below', targetHandle: 'above' } : {}),
  };
}

/** Edges run from left to right, so a mirrored link begins at its receiver, and what flows back moves backwards. */
function linkEdges(link: GraphLink, mirrored: boolean, moves: boolean): readonly PipeEdgeType[] {
  const [left, right] = mirrored ? [link.to, link.from] : [link.from, link.to];
  const between = nodeId.link(link.id);
  return link.lanes.flatMap(({ flow, direction }, at) => {
    const backwards = mirrored !== (direction === 'reply');
    const data = { flows: flow === undefined ? [] : [flow], moves, backwards };
    const handle = laneHandle(at);
    const shared = { type: 'pipe', data, focusable: false } as const;
    return [
      { ...shared, id: `${link.id}:${at}:left`, source: nodeId.socket(left), target: between, targetHandle: handle },
      { ...shared, id: `${link.id}:${at}:right`, source: between, sourceHandle: handle, target: nodeId.socket(right) },
    ];
  });
}

function fleetEdge({ id, hub, hubSends, members }: GraphFleet, mirrored: boolean): PipeEdgeType {
  const flows = members.flatMap(({ link }) => link.lanes.flatMap(({ flow }) => (flow === undefined ? [] : [flow])));
  const hubFirst = hubSends !== mirrored;
  const [source, target] = hubFirst ? [nodeId.socket(hub), nodeId.fleet(id)] : [nodeId.fleet(id), nodeId.socket(hub)];
  return {
    id: `${id}:pipe`,
    type: 'pipe',
    source,
    target,
    data: { flows, moves: true, backwards: mirrored },
    focusable: false,
  };
}
