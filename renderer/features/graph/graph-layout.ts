import { Graph, layout } from '@dagrejs/dagre';
import { fittingViewport } from './fitting.ts';
import { bandsOf } from './graph-bands.ts';
import type { GraphFleet, GraphLink, GraphModel } from './graph-model.ts';

/** How much room each thing gets; the numerals are what the last row of a classroom reads. */
export type Density = 'large' | 'medium' | 'compact';

export interface Measures {
  readonly socketWidth: number;
  readonly socketHeight: number;
  readonly laneWidth: number;
  readonly laneHeight: number;
  readonly rowGap: number;
  readonly columnGap: number;
  /** Font size of the number in a tank. */
  readonly numeral: number;
}

export const measuresOf: Readonly<Record<Density, Measures>> = {
  large: {
    socketWidth: 168,
    socketHeight: 104,
    laneWidth: 576,
    laneHeight: 120,
    rowGap: 24,
    columnGap: 14,
    numeral: 28,
  },
  medium: {
    socketWidth: 164,
    socketHeight: 48,
    laneWidth: 532,
    laneHeight: 48,
    rowGap: 16,
    columnGap: 24,
    numeral: 20,
  },
  compact: {
    socketWidth: 184,
    socketHeight: 32,
    laneWidth: 500,
    laneHeight: 32,
    rowGap: 8,
    columnGap: 48,
    numeral: 14,
  },
};

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface GraphLayout {
  readonly density: Density;
  /** Top left corner and size, by node id (see `nodeId`). */
  readonly places: ReadonlyMap<string, Place>;
  readonly width: number;
  readonly height: number;
  /** Links and fleets whose sender stands to the right of their receiver. */
  readonly mirrored: ReadonlySet<string>;
}

export const nodeId = {
  socket: (id: string) => `socket:${id}`,
  link: (id: string) => `link:${id}`,
  fleet: (id: string) => `fleet:${id}`,
} as const;

/** Between the lanes of one link. */
export const laneGap = 8;

/** Between two bands: room for the way through a proxy, and its name beside it. */
const bandGap = 44;
/** Below this the small print is hard to read. */
const smallPrintZoom = 0.7;
/** The compact drawing leaves out socket types and rates: it has to be so much easier to read. */
const compactWorth = 0.8;
/** Above this many links only the compact drawing is tried: it is what will be taken, and laying out costs time. */
const manyLinks = 16;

/**
 * Places every socket, link and fleet from left to right in the direction in which messages go. Links are nodes of their
 * own, so that no two rows of tanks can cover each other. What lies behind a proxy may stand in a band below, read from right
 * to left, so that a chain is not one long line of small print. Of the three densities, in one band and in several, it takes
 * the one whose numerals come out largest when the whole graph is fitted into the room.
 */
export function layoutGraph(model: GraphModel, room: { readonly width: number; readonly height: number }): GraphLayout {
  const densities: readonly Density[] = model.links.length > manyLinks ? ['compact'] : ['large', 'medium', 'compact'];
  const bands = bandsOf(model);
  const layouts = densities.flatMap((density) => [
    place(model, [model], density),
    ...(bands.length > 1 ? [place(model, bands, density)] : []),
  ]);
  const legibility = (one: GraphLayout): number => {
    const { zoom } = fittingViewport(one, room);
    // Shrinking takes the small print first, so from there on it counts for more than the numerals alone would say.
    const worth = one.density === 'compact' ? compactWorth : 1;
    return worth * measuresOf[one.density].numeral * zoom * Math.min(1, zoom / smallPrintZoom);
  };
  return layouts.reduce((best, other) => (legibility(other) > legibility(best) ? other : best));
}

function place(model: GraphModel, bands: readonly GraphModel[], density: Density): GraphLayout {
  const places = new Map<string, Place>();
  bands.forEach((band, at) => {
    const placed = placeBand(band, density, at % 2 === 0 ? 'LR' : 'RL');
    const dx = at === 0 ? 0 : shiftBelowProxy(model, places, placed);
    const dy = at === 0 ? 0 : bandGap + Math.max(...[...places.values()].map(({ y, height }) => y + height));
    for (const [id, { x, y, width, height }] of placed) places.set(id, { x: x + dx, y: y + dy, width, height });
  });
  return readLayout(places, model, density);
}

function placeBand(band: GraphModel, density: Density, rankdir: 'LR' | 'RL'): ReadonlyMap<string, Place> {
  const measures = measuresOf[density];
  const graph = new Graph();
  graph.setGraph({ rankdir, nodesep: measures.rowGap, ranksep: measures.columnGap, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  // dagre stacks what comes later higher up; reversed, the picture has the scenario's order.
  for (const { id } of band.sockets.toReversed())
    graph.setNode(nodeId.socket(id), { width: measures.socketWidth, height: measures.socketHeight });
  for (const link of band.links.toReversed()) addLink(graph, link, measures);
  for (const { frontend, backend } of band.proxies) graph.setEdge(nodeId.socket(frontend), nodeId.socket(backend));
  for (const fleet of band.fleets) addFleet(graph, fleet);
  layout(graph);
  return new Map(
    graph.nodes().map((id) => {
      const { x, y, width, height } = graph.node(id) as Place;
      return [id, { x: x - width / 2, y: y - height / 2, width, height }];
    }),
  );
}

/** How far a band must go to the right so that a proxy's backend stands below its frontend. */
function shiftBelowProxy(
  { proxies }: GraphModel,
  above: ReadonlyMap<string, Place>,
  band: ReadonlyMap<string, Place>,
): number {
  for (const { frontend, backend } of proxies) {
    const [front, back] = [above.get(nodeId.socket(frontend)), band.get(nodeId.socket(backend))];
    if (front !== undefined && back !== undefined) return front.x - back.x;
  }
  return 0;
}

function addLink(graph: Graph, { id, from, to, lanes }: GraphLink, measures: Measures): void {
  const height = measures.laneHeight * lanes.length + laneGap * (lanes.length - 1);
  graph.setNode(nodeId.link(id), { width: measures.laneWidth, height });
  graph.setEdge(nodeId.socket(from), nodeId.link(id));
  graph.setEdge(nodeId.link(id), nodeId.socket(to));
}

function addFleet(graph: Graph, fleet: GraphFleet): void {
  const { width, height } = fleetSize(fleet.members.length);
  graph.setNode(nodeId.fleet(fleet.id), { width, height });
  const [from, to] = [nodeId.socket(fleet.hub), nodeId.fleet(fleet.id)];
  graph.setEdge(fleet.hubSends ? from : to, fleet.hubSends ? to : from, { minlen: 2 });
}

export interface FleetGrid {
  readonly columns: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly width: number;
  readonly height: number;
}

export const fleetPadding = 16;
export const fleetHeader = 56;
const cellGap = 4;

/** The grid of a fleet: few members get cells with room for a name, many get cells that are a tank and nothing else. */
export function fleetSize(members: number): FleetGrid {
  const named = members <= 60;
  const cellWidth = named ? 84 : members <= 240 ? 30 : 18;
  const cellHeight = named ? 36 : members <= 240 ? 24 : 16;
  const columns = named ? Math.min(8, Math.max(6, Math.ceil(Math.sqrt(members)))) : Math.ceil(Math.sqrt(members * 1.6));
  const rows = Math.ceil(members / columns);
  return {
    columns,
    cellWidth,
    cellHeight,
    width: columns * (cellWidth + cellGap) - cellGap + 2 * fleetPadding,
    height: rows * (cellHeight + cellGap) - cellGap + fleetPadding + fleetHeader,
  };
}

function readLayout(found: ReadonlyMap<string, Place>, model: GraphModel, density: Density): GraphLayout {
  const left = Math.min(...[...found.values()].map(({ x }) => x));
  const places = new Map([...found].map(([id, place]) => [id, { ...place, x: place.x - left }]));
  const all = [...places.values()];
  const runsLeft = (sender: string, receiver: string): boolean =>
    (places.get(sender)?.x ?? 0) > (places.get(receiver)?.x ?? Number.POSITIVE_INFINITY);
  const links = model.links.filter(({ from, to }) => runsLeft(nodeId.socket(from), nodeId.socket(to)));
  const fleets = model.fleets.filter(({ id, hub, hubSends }) => {
    const [one, many] = [nodeId.socket(hub), nodeId.fleet(id)];
    return hubSends ? runsLeft(one, many) : runsLeft(many, one);
  });
  return {
    density,
    places,
    width: Math.max(1, ...all.map(({ x, width }) => x + width)),
    height: Math.max(1, ...all.map(({ y, height }) => y + height)),
    mirrored: new Set([...links, ...fleets].map(({ id }) => id)),
  };
}
