import { describe, expect, it } from 'vitest';
import { bandPath, linePath, yOf } from '../../../../../renderer/features/charts/paths.ts';

const axis = { top: 100, bottom: 60, height: 50 };
const columnsOf = (points: readonly (readonly [x: number, low: number, high: number])[]) => ({
  count: points.length,
  x: Float64Array.from(points.map(([x]) => x)),
  low: Float64Array.from(points.map(([, low]) => low)),
  high: Float64Array.from(points.map(([, , high]) => high)),
});

describe('paths', () => {
  it('put 0 at the bottom and the top of the scale at the top', () => {
    expect([yOf(0, axis), yOf(50, axis), yOf(100, axis)]).toEqual([60, 35, 10]);
  });

  it('draw a line through single values, and an upright stroke where a column holds several', () => {
    expect(
      linePath(
        columnsOf([
          [0, 0, 0],
          [1, 20, 80],
          [2, 100, 100],
        ]),
        axis,
      ),
    ).toBe('M0 60h0L1 50V20L2 10');
  });

  it('begin a stroke at the end that is nearer', () => {
    expect(
      linePath(
        columnsOf([
          [0, 100, 100],
          [1, 20, 80],
        ]),
        axis,
      ),
    ).toBe('M0 10h0L1 20V50');
  });

  it('break the line at holes and at the unknown and the unlimited, and show a lone point', () => {
    const path = linePath(
      columnsOf([
        [0, 0, 0],
        [Number.NaN, Number.NaN, Number.NaN],
        [2, 0, 0],
        [3, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
        [4, 50, 50],
        [5, 50, 50],
      ]),
      axis,
    );
    expect(path).toBe('M0 60h0M2 60h0M4 35h0L5 35');
  });

  it('close a band around what lies between two heights, in pieces where there is a hole', () => {
    const x = Float64Array.from([0, 1, Number.NaN, 3, 4]);
    const floor = Float64Array.from([0, 0, 0, 0, 0]);
    const ceiling = Float64Array.from([50, 100, 0, 20, 20]);
    expect(bandPath(x, floor, ceiling, 5, axis)).toBe('M0 35L1 10L1 60L0 60ZM3 50L4 50L4 60L3 60Z');
    expect(bandPath(x, floor, floor, 5, axis)).toBe('');
  });
});
