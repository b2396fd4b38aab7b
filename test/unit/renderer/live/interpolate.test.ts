import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFollower } from '../../../../renderer/live/interpolate.ts';

describe('a follower', () => {
  it('takes the first value at once, then moves in a straight line within the duration', () => {
    const follower = createFollower(50, () => false);
    expect(follower.at(0)).toBeNaN();
    follower.aim(10, 0);
    expect(follower.at(0)).toBe(10);
    follower.aim(20, 100);
    expect([100, 125, 150, 900].map((nowMs) => follower.at(nowMs))).toEqual([10, 15, 20, 20]);
    expect([follower.settled(149), follower.settled(150)]).toEqual([false, true]);
  });

  it('never leaves the range of what was measured, whatever comes when', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ value: fc.integer({ min: -1000, max: 1000 }), afterMs: fc.nat(120) }), { minLength: 1 }),
        fc.nat(200),
        (steps, laterMs) => {
          const follower = createFollower(50, () => false);
          let nowMs = 0;
          const seen: number[] = [];
          for (const { value, afterMs } of steps) {
            nowMs += afterMs;
            seen.push(value);
            follower.aim(value, nowMs);
          }
          const shown = follower.at(nowMs + laterMs);
          expect(shown).toBeGreaterThanOrEqual(Math.min(...seen));
          expect(shown).toBeLessThanOrEqual(Math.max(...seen));
          expect(follower.at(nowMs + 50)).toBe(seen.at(-1));
        },
      ),
    );
  });

  it('jumps under reduced motion and after an unknown value', () => {
    const reduced = createFollower(50, () => true);
    reduced.aim(1, 0);
    reduced.aim(9, 10);
    expect(reduced.at(10)).toBe(9);
    const follower = createFollower(50, () => false);
    follower.aim(1, 0);
    follower.aim(Number.NaN, 100);
    expect(follower.at(110)).toBeNaN();
    follower.aim(5, 200);
    expect(follower.at(200)).toBe(5);
  });
});
