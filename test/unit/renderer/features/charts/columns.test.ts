import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, columnsFor, createColumns, highestIn } from '../../../../../renderer/features/charts/columns.ts';
import type { Visit } from '../../../../../renderer/live/history/raw-ring.ts';

type Sample = readonly [atMs: number, value: number];

const scanOf = (samples: readonly Sample[]) => (visit: Visit) => {
  for (const [atMs, value] of samples) visit(atMs, value, value);
};

const samplesIn = (spanMs: number) =>
  fc
    .array(
      fc.tuple(
        fc.integer({ min: 0, max: spanMs - 1 }),
        fc.oneof({ weight: 9, arbitrary: fc.nat(1000) }, fc.constant(Number.NaN)),
      ),
      {
        maxLength: 3000,
      },
    )
    .map((samples) => samples.sort(([a], [b]) => a - b));

describe('columns', () => {
  it('keep the lowest and highest of every pixel, in no more columns than pixels', () => {
    fc.assert(
      fc.property(samplesIn(60_000), (samples) => {
        const width = 100;
        const msPerPixel = 600;
        const columns = createColumns(columnsFor(width));
        collect(columns, { anchorMs: 60_000, msPerPixel }, scanOf(samples));
        expect(columns.count).toBeLessThanOrEqual(width);
        const known = samples.filter(([, value]) => !Number.isNaN(value)).map(([, value]) => value);
        const lows = Array.from(columns.low.subarray(0, columns.count)).filter((value) => !Number.isNaN(value));
        const highs = Array.from(columns.high.subarray(0, columns.count)).filter((value) => !Number.isNaN(value));
        expect(Math.min(...lows)).toBe(Math.min(...known));
        expect(Math.max(...highs)).toBe(Math.max(...known));
        for (const [atMs, value] of samples) {
          if (Number.isNaN(value)) continue;
          const pixel = Math.floor(atMs / msPerPixel);
          const at = columns.x
            .subarray(0, columns.count)
            .findIndex((x) => Math.floor((x * msPerPixel + 60_000 + 1e-6) / msPerPixel) === pixel);
          expect(columns.low[at]).toBeLessThanOrEqual(value);
          expect(columns.high[at]).toBeGreaterThanOrEqual(value);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are the same for series that are known at different times, so that they can be stacked', () => {
    const a = createColumns(64);
    const b = createColumns(64);
    const projection = { anchorMs: 0, msPerPixel: 100 };
    collect(
      a,
      projection,
      scanOf([
        [10, 1],
        [20, Number.NaN],
        [Number.NaN, Number.NaN],
        [30, 4],
        [210, 5],
      ]),
    );
    collect(
      b,
      projection,
      scanOf([
        [10, Number.NaN],
        [20, 7],
        [Number.NaN, Number.NaN],
        [30, Number.NaN],
        [210, 8],
      ]),
    );
    expect(Array.from(a.x.subarray(0, a.count))).toEqual(Array.from(b.x.subarray(0, b.count)));
    expect(a.count).toBe(4);
    expect([b.low[0], b.high[0]]).toEqual([7, 7]);
  });

  it('stop when they are full instead of growing', () => {
    const columns = createColumns(4);
    collect(columns, { anchorMs: 0, msPerPixel: 1 }, scanOf(Array.from({ length: 50 }, (_, at) => [at, at] as const)));
    expect(columns.count).toBe(4);
  });

  it('find the highest value of what is visible', () => {
    const columns = createColumns(64);
    collect(
      columns,
      { anchorMs: 0, msPerPixel: 1 },
      scanOf([
        [1, 50],
        [2, 7],
        [3, Number.POSITIVE_INFINITY],
        [4, 9],
      ]),
    );
    expect(highestIn(columns, 2, 4)).toBe(9);
    expect(highestIn(columns, 5, 9)).toBe(Number.NEGATIVE_INFINITY);
  });
});
