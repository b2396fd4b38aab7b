import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createChartView, spanOf, timeAt, visibleRange } from '../../../../../renderer/features/charts/chart-view.ts';
import { pressCursorKey } from '../../../../../renderer/features/charts/cursor-keys.ts';

const rest = { fromMs: 10_000, toMs: 40_000 };

describe('the view of the charts', () => {
  it('follows the newest data at rest, and stands still while zoomed', () => {
    const view = createChartView();
    expect(visibleRange(view.getState(), 40_000)).toEqual(rest);
    view.getState().zoomTo({ fromMs: 12_000, toMs: 15_000 });
    expect(visibleRange(view.getState(), 90_000)).toEqual({ fromMs: 12_000, toMs: 15_000 });
    view.getState().unzoom();
    expect(visibleRange(view.getState(), 90_000)).toEqual({ fromMs: 60_000, toMs: 90_000 });
  });

  it('gives up the zoom when another window is chosen', () => {
    const view = createChartView();
    view.getState().zoomTo({ fromMs: 0, toMs: 1_000 });
    view.getState().setWindow(120_000);
    expect(view.getState()).toMatchObject({ zoom: undefined, windowMs: 120_000 });
  });

  it('never zooms into less than a few ticks or to before the run, whichever way the drag went', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5_000, max: 50_000 }), fc.integer({ min: -5_000, max: 50_000 }), (a, b) => {
        const view = createChartView();
        view.getState().zoomTo({ fromMs: a, toMs: b });
        const zoom = view.getState().zoom ?? expect.unreachable();
        expect(zoom.fromMs).toBeGreaterThanOrEqual(0);
        expect(zoom.toMs - zoom.fromMs).toBeGreaterThanOrEqual(200);
      }),
    );
  });

  it('keeps the cursor inside', () => {
    const view = createChartView();
    view.getState().pointAt(1.7);
    expect(view.getState().cursor).toBe(1);
    view.getState().pointAt(undefined);
    expect(view.getState().cursor).toBeUndefined();
  });

  it('measures a range that only moved as exactly as long', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), (toMs) => {
        expect(spanOf({ fromMs: toMs - 30_000, toMs })).toBe(30_000);
      }),
    );
  });
});

describe('keys on the time cursor', () => {
  it('move it by a step from the right edge, faster with shift, and to the ends', () => {
    const view = createChartView();
    expect(pressCursorKey(view, rest, 'ArrowLeft', false)).toBe(true);
    expect(view.getState().cursor).toBeCloseTo(0.995);
    pressCursorKey(view, rest, 'ArrowLeft', true);
    expect(view.getState().cursor).toBeCloseTo(0.945);
    pressCursorKey(view, rest, 'ArrowRight', false);
    expect(view.getState().cursor).toBeCloseTo(0.95);
    pressCursorKey(view, rest, 'Home', false);
    expect(view.getState().cursor).toBe(0);
    pressCursorKey(view, rest, 'End', false);
    expect(view.getState().cursor).toBe(1);
  });

  it('zoom around the cursor, which stays on its moment', () => {
    const view = createChartView();
    view.getState().pointAt(0.25);
    const momentMs = timeAt(rest, 0.25);
    pressCursorKey(view, rest, '+', false);
    const zoom = view.getState().zoom ?? expect.unreachable();
    expect(spanOf(zoom)).toBe(15_000);
    expect(timeAt(zoom, view.getState().cursor ?? 0)).toBeCloseTo(momentMs);
    pressCursorKey(view, zoom, '-', false);
    expect(view.getState().zoom).toBeUndefined();
  });

  it('take Escape for the cursor first, then for the zoom, then leave it to others', () => {
    const view = createChartView();
    view.getState().zoomTo({ fromMs: 0, toMs: 1_000 });
    view.getState().pointAt(0.5);
    expect(pressCursorKey(view, rest, 'Escape', false)).toBe(true);
    expect(view.getState().cursor).toBeUndefined();
    expect(pressCursorKey(view, rest, 'Escape', false)).toBe(true);
    expect(view.getState().zoom).toBeUndefined();
    expect(pressCursorKey(view, rest, 'Escape', false)).toBe(false);
    expect(pressCursorKey(view, rest, 'x', false)).toBe(false);
  });
});
