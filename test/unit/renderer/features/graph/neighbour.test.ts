import { describe, expect, it } from 'vitest';
import { neighbour } from '../../../../../renderer/features/graph/neighbour.ts';

const box = (x: number, y: number) => ({ x, y, width: 100, height: 40 });
const places = new Map([
  ['feed', box(0, 100)],
  ['fast', box(600, 0)],
  ['mid', box(600, 100)],
  ['slow', box(600, 200)],
]);

describe('the socket that an arrow key goes to', () => {
  it('is the one straight ahead', () => {
    expect(neighbour(places, 'feed', 'right')).toBe('mid');
    expect(neighbour(places, 'mid', 'up')).toBe('fast');
    expect(neighbour(places, 'mid', 'down')).toBe('slow');
    expect(neighbour(places, 'slow', 'left')).toBe('feed');
  });

  it('is nothing at the edge', () => {
    expect(neighbour(places, 'fast', 'up')).toBeUndefined();
    expect(neighbour(places, 'fast', 'right')).toBeUndefined();
  });

  it('is the first one when nothing is selected', () => {
    expect(neighbour(places, 'nobody', 'down')).toBe('feed');
    expect(neighbour(new Map(), 'nobody', 'down')).toBeUndefined();
  });
});
