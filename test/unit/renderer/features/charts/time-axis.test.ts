import { describe, expect, it } from 'vitest';
import { createChartView } from '../../../../../renderer/features/charts/chart-view.ts';
import { createTimeAxis } from '../../../../../renderer/features/charts/time-axis.ts';
import { frameView } from '../../live/frames.ts';

describe('the time axis', () => {
  it('moves to the newest data within a tick and never past it', () => {
    let shown = frameView({ atMs: 1_000 });
    const axis = createTimeAxis({ shown: () => shown }, createChartView(), () => false);
    expect(axis.range(0).toMs).toBe(1_000);
    shown = frameView({ atMs: 1_050 });
    expect(axis.range(100).toMs).toBe(1_000);
    expect(axis.range(125).toMs).toBe(1_025);
    expect(axis.settled(125)).toBe(false);
    expect(axis.range(500).toMs).toBe(1_050);
    expect(axis.settled(500)).toBe(true);
  });

  it('stands at the beginning before the first frame', () => {
    const axis = createTimeAxis({ shown: () => undefined }, createChartView(), () => false);
    expect(axis.range(0)).toEqual({ fromMs: -30_000, toMs: 0 });
  });
});
