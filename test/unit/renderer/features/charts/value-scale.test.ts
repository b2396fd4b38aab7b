import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createValueScale, stepAbove } from '../../../../../renderer/features/charts/value-scale.ts';

describe('the scale of a chart', () => {
  it('ends at 1, 2 or 5 times a power of ten, just above the value', () => {
    expect([0.3, 1, 1.1, 4700, 5000, 5001, 0, Number.NaN].map(stepAbove)).toEqual([
      0.5, 1, 2, 5000, 5000, 10_000, 1, 1,
    ]);
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        const top = stepAbove(value);
        expect(top).toBeGreaterThanOrEqual(value * (1 - 1e-9));
        expect(top).toBeLessThanOrEqual(value * 2.5 * (1 + 1e-9));
      }),
    );
  });

  it('rises at once, and falls only after a while of low values', () => {
    const scale = createValueScale(10);
    expect(scale.fit(4700, 0)).toBe(true);
    expect(scale.top).toBe(5000);
    expect(scale.fit(100, 100)).toBe(false);
    expect(scale.fit(100, 1900)).toBe(false);
    expect(scale.fit(2500, 2000)).toBe(false);
    expect(scale.fit(100, 2100)).toBe(false);
    expect(scale.fit(100, 4000)).toBe(false);
    expect(scale.fit(100, 4100)).toBe(true);
    expect(scale.top).toBe(100);
  });

  it('never cuts off a value, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1_000_000), fc.nat(3000)), { maxLength: 60 }), (values) => {
        const scale = createValueScale(10);
        let nowMs = 0;
        for (const [value, laterMs] of values) {
          nowMs += laterMs;
          scale.fit(value, nowMs);
          expect(scale.top).toBeGreaterThanOrEqual(Math.max(10, value));
        }
      }),
    );
  });

  it('stays where it is when nothing is known, and when it is fixed', () => {
    const scale = createValueScale(10);
    expect(scale.fit(Number.NEGATIVE_INFINITY, 0)).toBe(false);
    const fixed = createValueScale(1, true);
    expect(fixed.fit(50, 0)).toBe(false);
    expect(fixed.top).toBe(1);
  });
});
