import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateWindow } from '../../../../../electron/engine/ledger/rate-window.ts';

const gaps = fc.array(fc.double({ min: 30, max: 90, noNaN: true }), { minLength: 3, maxLength: 300 });

describe('createRateWindow', () => {
  it('tells the rate of a steady counter, however unevenly it is read', () => {
    fc.assert(
      fc.property(gaps, fc.double({ min: 1, max: 1e6, noNaN: true }), (waits, perSecond) => {
        const rate = createRateWindow();
        let nowMs = 0;
        let last = Number.NaN;
        for (const wait of waits) {
          nowMs += wait;
          last = rate.add(nowMs, (perSecond * nowMs) / 1000);
        }
        expect(last).toBeCloseTo(perSecond, 2);
      }),
    );
  });

  it('has forgotten an old rate after a second and a tick', () => {
    const rate = createRateWindow();
    let nowMs = 0;
    for (; nowMs < 2_000; nowMs += 50) rate.add(nowMs, nowMs * 10);
    for (; nowMs < 3_100; nowMs += 50) rate.add(nowMs, 2_000 * 10);
    expect(rate.add(nowMs, 2_000 * 10)).toBe(0);
  });

  it('never exceeds the steepest rise of a growing counter', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 1, max: 200, noNaN: true }), fc.nat(1_000)), {
          minLength: 2,
          maxLength: 200,
        }),
        (reads) => {
          const rate = createRateWindow();
          let nowMs = 0;
          let value = 0;
          let steepest = 0;
          reads.forEach(([wait, more], index) => {
            nowMs += wait;
            value += more;
            if (index > 0) steepest = Math.max(steepest, (more * 1000) / wait);
            const now = rate.add(nowMs, value);
            expect(now).toBeGreaterThanOrEqual(0);
            expect(now).toBeLessThanOrEqual(steepest * (1 + 1e-9));
          });
        },
      ),
    );
  });

  it('says 0 for the first reading, and after a reset', () => {
    const rate = createRateWindow();
    expect(rate.add(10, 1_000)).toBe(0);
    rate.add(60, 2_000);
    rate.reset();
    expect(rate.add(100, 5_000)).toBe(0);
  });
});
