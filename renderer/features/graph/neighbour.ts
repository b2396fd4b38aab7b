import type { Place } from './graph-layout.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The thing that an arrow key goes to: the nearest one whose middle lies in that direction, where straying sideways counts
 * double, so that rows and columns are kept. undefined at the edge.
 */
export function neighbour(places: ReadonlyMap<string, Place>, from: string, direction: Direction): string | undefined {
  const here = places.get(from);
  if (here === undefined) return places.keys().next().value;
  const origin = middle(here);
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const [id, place] of places) {
    const { ahead, aside } = offset(origin, middle(place), direction);
    const distance = ahead + 2 * aside;
    if (id === from || ahead <= 1 || distance >= bestDistance) continue;
    best = id;
    bestDistance = distance;
  }
  return best;
}

const middle = ({ x, y, width, height }: Place) => ({ x: x + width / 2, y: y + height / 2 });

function offset(from: { x: number; y: number }, to: { x: number; y: number }, direction: Direction) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  switch (direction) {
    case 'left':
      return { ahead: -dx, aside: Math.abs(dy) };
    case 'right':
      return { ahead: dx, aside: Math.abs(dy) };
    case 'up':
      return { ahead: -dy, aside: Math.abs(dx) };
    case 'down':
      return { ahead: dy, aside: Math.abs(dx) };
  }
}
