import { useMemo } from 'react';
import { createFollower } from '../../live/interpolate.ts';
import type { Live } from '../../live/live.ts';
import { type ChartView, type TimeRange, visibleRange } from './chart-view.ts';

/** Room for the scale's figures and for the labels; the same for everything on the time axis, so that times stand above each other. */
export const scaleWidth = 52;
export const labelsWidth = 208;

/** The one time axis: charts, axis row and event strip all ask it what is on the screen. */
export interface TimeAxis {
  range(nowMs: number): TimeRange;
  /** False while the right edge still moves towards the newest data. */
  settled(nowMs: number): boolean;
}

export function createTimeAxis(live: Pick<Live, 'shown'>, view: ChartView, reducedMotion?: () => boolean): TimeAxis {
  const follower = createFollower(undefined, reducedMotion);
  return {
    range: (nowMs) => {
      follower.aim(live.shown()?.atMs ?? 0, nowMs);
      return visibleRange(view.getState(), follower.at(nowMs));
    },
    settled: (nowMs) => follower.settled(nowMs),
  };
}

export function useTimeAxis(live: Live, view: ChartView): TimeAxis {
  return useMemo(() => createTimeAxis(live, view), [live, view]);
}
