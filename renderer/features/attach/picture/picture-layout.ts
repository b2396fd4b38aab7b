import { Graph, layout } from '@dagrejs/dagre';
import type { Picture } from './picture-model.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PictureLayout {
  readonly roomy: boolean;
  readonly ends: ReadonlyMap<string, Place>;
  readonly links: ReadonlyMap<string, Place>;
  /** Links that run from right to left. */
  readonly mirrored: ReadonlySet<string>;
  readonly width: number;
  readonly height: number;
}

const laneGap = 8;

const sizes = {
  roomy: { endWidth: 172, endHeight: 100, linkWidth: 560, laneHeight: 92, rowGap: 28, columnGap: 16 },
  dense: { endWidth: 184, endHeight: 52, linkWidth: 500, laneHeight: 40, rowGap: 14, columnGap: 24 },
} as const;

/** Places ends and links from left to right; the roomy drawing is taken while all of it can be read in the room there is. */
export function layoutPicture(
  picture: Picture,
  room: { readonly width: number; readonly height: number },
): PictureLayout {
  const roomy = place(picture, true);
  const fits = Math.min(room.width / roomy.width, room.height / roomy.height) >= 0.72;
  return fits ? roomy : place(picture, false);
}

function place({ ends, links }: Picture, roomy: boolean): PictureLayout {
  const size = roomy ? sizes.roomy : sizes.dense;
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: size.rowGap, ranksep: size.columnGap, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of ends.toReversed()) graph.setNode(endKey(id), { width: size.endWidth, height: size.endHeight });
  for (const { id, from, to, lanes } of links.toReversed()) {
    const height = size.laneHeight * lanes.length + laneGap * (lanes.length - 1);
    graph.setNode(linkKey(id), { width: size.linkWidth, height });
    graph.setEdge(endKey(from), linkKey(id));
    graph.setEdge(linkKey(id), endKey(to));
  }
  layout(graph);
  return read(graph, { ends, links }, roomy);
}

function read(graph: Graph, { ends, links }: Picture, roomy: boolean): PictureLayout {
  const at = (key: string): Place => {
    const { x, y, width, height } = graph.node(key) as Place;
    return { x: x - width / 2, y: y - height / 2, width, height };
  };
  const endPlaces = new Map(ends.map(({ id }) => [id, at(endKey(id))]));
  const linkPlaces = new Map(links.map(({ id }) => [id, at(linkKey(id))]));
  const all = [...endPlaces.values(), ...linkPlaces.values()];
  const mirrored = links.filter(({ from, to }) => (endPlaces.get(from)?.x ?? 0) > (endPlaces.get(to)?.x ?? 0));
  return {
    roomy,
    ends: endPlaces,
    links: linkPlaces,
    mirrored: new Set(mirrored.map(({ id }) => id)),
    width: Math.max(1, ...all.map(({ x, width }) => x + width)),
    height: Math.max(1, ...all.map(({ y, height }) => y + height)),
  };
}

const endKey = (id: string): string => `end:${id}`;
const linkKey = (id: string): string => `link:${id}`;
