import { useEffect, useState } from 'react';
import type { Live } from '../../live/live.ts';
import { type ChartView, spanOf, type TimeRange } from './chart-view.ts';
import { useTimeAxis } from './time-axis.ts';

/** A stretch of time that is rendered once and then only moved. Places count in pixels from `anchorMs`. */
export interface AnchoredRange {
  readonly anchorMs: number;
  readonly msPerPixel: number;
  /** What must be rendered: more than is visible, so that the movement does not run out of it soon. */
  readonly rendered: TimeRange;
}

/**
 * For things that React renders on the time axis (change labels, events): gives the stretch to render, moves `layer` with the time in
 * the loop, and renders again only when the scale changed or half a width has passed.
 */
export function useAnchoredRange(
  live: Live,
  view: ChartView,
  width: number,
  layer: () => HTMLElement | SVGElement | null,
): AnchoredRange | undefined {
  const axis = useTimeAxis(live, view);
  const [anchored, setAnchored] = useState<AnchoredRange | undefined>(undefined);

  useEffect(() => {
    if (width <= 0) return undefined;
    let current: AnchoredRange | undefined;
    return live.loop.register((nowMs) => {
      const range = axis.range(nowMs);
      if (!axis.settled(nowMs)) live.loop.wake();
      if (current && covers(current, range, width)) return;
      current = anchorAt(range, width);
      setAnchored(current);
    });
  }, [live, axis, width]);

  useEffect(() => {
    if (anchored === undefined) return undefined;
    let movedTo = Number.NaN;
    return live.loop.register((nowMs) => {
      // Whole pixels, or the words that are moved would be blurred.
      const x = Math.round(width - (axis.range(nowMs).toMs - anchored.anchorMs) / anchored.msPerPixel);
      const element = layer();
      if (x === movedTo || element === null) return;
      movedTo = x;
      element.style.transform = `translateX(${x}px)`;
    });
  }, [live, axis, width, anchored, layer]);

  return anchored;
}

function anchorAt({ fromMs, toMs }: TimeRange, width: number): AnchoredRange {
  const span = spanOf({ fromMs, toMs });
  return { anchorMs: toMs, msPerPixel: span / width, rendered: { fromMs: fromMs - span / 2, toMs: toMs + span / 2 } };
}

function covers({ msPerPixel, rendered }: AnchoredRange, range: TimeRange, width: number): boolean {
  return msPerPixel === spanOf(range) / width && range.fromMs >= rendered.fromMs && range.toMs <= rendered.toMs;
}
