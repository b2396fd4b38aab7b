import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStripHistory } from '../../../../../renderer/features/attach/strip/strip-history.ts';
import {
  highestSince,
  stripPath,
  stripTop,
  stripWindow,
} from '../../../../../renderer/features/attach/strip/strip-scale.ts';

describe('the history of the strip', () => {
  it('gives back the newest points in their order, however many came', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }), (count, maxPoints) => {
        const history = createStripHistory(2, maxPoints);
        for (let at = 1; at <= count; at += 1) history.add('c', at, [at, -at]);
        const { atMs, values } = history.read('c');
        const expected = Array.from(
          { length: Math.min(count, maxPoints) },
          (_, at) => Math.max(0, count - maxPoints) + at + 1,
        );
        expect([...atMs]).toEqual(expected);
        if (count > 0) expect([...(values[1] ?? [])]).toEqual(expected.map((value) => -value));
      }),
    );
  });

  it('takes no moment twice and none from the past', () => {
    const history = createStripHistory(1);
    for (const atMs of [10, 10, 5, 20]) history.add('c', atMs, [atMs]);
    expect([...history.read('c').atMs]).toEqual([10, 20]);
  });

  it('remembers the highest value, even when its point is long gone', () => {
    const history = createStripHistory(1, 2);
    for (const [atMs, value] of [
      [1, 50],
      [2, 1],
      [3, 1],
    ] as const)
      history.add('c', atMs, [value]);
    expect(history.peak('c', 0)).toBe(50);
    expect(history.peak('nobody', 0)).toBe(0);
  });

  it('forgets the oldest subject when there are too many', () => {
    const history = createStripHistory(1, 4, 2);
    for (const subject of ['a', 'b', 'c']) history.add(subject, 1, [1]);
    expect(['a', 'b', 'c'].map((subject) => history.read(subject).atMs.length)).toEqual([0, 1, 1]);
  });
});

describe('the scale of the strip', () => {
  const frame = { fromMs: 0, toMs: 10_000, width: 100, height: 50, top: 10 };

  it('takes the next of 1, 2 and 5, and never less than it must', () => {
    expect([stripTop(0, 10), stripTop(11, 10), stripTop(2100, 10), stripTop(Number.NaN, 1)]).toEqual([10, 20, 5000, 1]);
  });

  it('grows in steps of time', () => {
    expect([stripWindow(0), stripWindow(30_001), stripWindow(9e9)]).toEqual([30_000, 60_000, 300_000]);
  });

  it('breaks the line where nobody looked and where nothing is known', () => {
    const atMs = Float64Array.of(1000, 1500, 2000, 8000, 8500);
    expect(stripPath(atMs, Float64Array.of(0, 5, 10, 0, 0), frame)).toBe(
      'M10.0 50.0h0L15.0 25.0L20.0 0.0M80.0 50.0h0L85.0 50.0',
    );
    expect(stripPath(atMs, new Float64Array(5).fill(Number.NaN), frame)).toBe('');
  });

  it('looks for the highest value in the part that is shown', () => {
    const atMs = Float64Array.of(1, 2, 3);
    expect(highestSince(atMs, [Float64Array.of(99, 4, 5), undefined], 2)).toBe(5);
  });
});
