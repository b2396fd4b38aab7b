import { describe, expect, it } from 'vitest';
import { closest, nearest } from '../../../../shared/scenario/nearest.ts';

describe('nearest', () => {
  it.each([
    ['servicems', ['mode', 'serviceMs'], 'serviceMs'],
    ['sevriceMs', ['mode', 'serviceMs'], 'serviceMs'],
    ['slwo', ['fast', 'slow'], 'slow'],
    ['zebra', ['fast', 'slow'], undefined],
    ['c', ['a'], undefined],
    ['x'.repeat(300), ['x'.repeat(300)], undefined],
  ])('of %s among %j', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });

  it('always has a closest, unless there is nothing to choose from', () => {
    expect(closest('zebra', ['fast', 'slow'])).toBe('fast');
    expect(closest('', ['fast', 'slow'])).toBe('fast');
    expect(closest('zebra', [])).toBeUndefined();
  });
});
