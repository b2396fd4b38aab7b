import { describe, expect, it } from 'vitest';
import { axisTicks, gridOf } from '../../../../../renderer/features/charts/axis-ticks.ts';
import { chartWindows } from '../../../../../renderer/features/charts/chart-view.ts';

describe('the ticks of the time axis', () => {
  it('stand still at rest and tell how long ago', () => {
    expect(
      axisTicks({ zoom: undefined, windowMs: 600_000 }).map(({ share, label }) => [Math.round(share * 10), label]),
    ).toEqual([
      [2, '-8 min'],
      [4, '-6 min'],
      [6, '-4 min'],
      [8, '-2 min'],
    ]);
  });

  it('tell the time of the run in a part that was picked out, fine enough to differ', () => {
    const labels = (fromMs: number, toMs: number) =>
      axisTicks({ zoom: { fromMs, toMs }, windowMs: 30_000 }).map(({ label }) => label);
    expect(labels(60_000, 66_000)).toEqual(['01:01.0', '01:02.0', '01:03.0', '01:04.0', '01:05.0']);
    expect(new Set(labels(60_000, 60_200)).size).toBe(5);
  });

  it('have an upright line each, and both edges', () => {
    for (const { windowMs, ticks } of chartWindows)
      expect(gridOf({ zoom: undefined, windowMs })).toHaveLength(ticks.length + 2);
  });
});
