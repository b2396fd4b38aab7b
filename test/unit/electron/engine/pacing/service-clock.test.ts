import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createServiceClock } from '../../../../../electron/engine/pacing/service-clock.ts';

/** A consumer with messages always waiting: reads one in `readMs`, books it, sleeps its debt on whole-millisecond timers. */
function served(
  serviceMs: number,
  forMs: number,
  readMs: number,
  lateness: () => number,
  takenMs: (count: number) => number = () => 0,
): number {
  const clock = createServiceClock();
  let nowMs = 0;
  let idleMs = 0;
  let count = 0;
  while (nowMs < forMs) {
    nowMs += readMs;
    clock.book(nowMs, serviceMs, idleMs);
    count += 1;
    for (let debt = clock.debtMs(nowMs); debt > 0; debt = clock.debtMs(nowMs)) {
      const sleptMs = Math.floor(debt) + lateness();
      nowMs += sleptMs;
      idleMs += sleptMs;
    }
    clock.ask(idleMs);
    nowMs += takenMs(count);
  }
  return count;
}

describe('createServiceClock', () => {
  it('honours 0.05 ms: 20,000 a second on timers that know whole milliseconds and come late', () => {
    let turn = 0;
    const lateness = () => [0.1, 0.9, 0.3, 14, 0.06][turn++ % 5] ?? 0;
    expect(served(0.05, 5_000, 0.004, lateness)).toBeGreaterThan(100_000 * 0.99);
    expect(served(0.05, 5_000, 0.004, lateness)).toBeLessThan(100_000 * 1.01);
  });

  it('loses nothing of its rate to a system that takes the thread off its processor while messages wait', () => {
    const takenMs = (count: number) => (count % 1_000 === 0 ? 12 : 0);
    expect(served(0.05, 5_000, 0.004, () => 0.1, takenMs)).toBeGreaterThan(100_000 * 0.99);
  });

  it('keeps any service time to its mean, however late its timers are, as long as messages wait', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 40, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 60, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (serviceMs, draws) => {
          let turn = 0;
          const forMs = Math.max(4_000, serviceMs * 300);
          const readMs = Math.min(serviceMs / 50, 0.01);
          const count = served(serviceMs, forMs, readMs, () => draws[turn++ % draws.length] ?? 0);
          // The last timer may be up to 60 ms late without having been made up for.
          expect(count).toBeGreaterThan((forMs - 62) / serviceMs - 1);
          expect(count).toBeLessThan((forMs + 62) / serviceMs + 1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is never faster than its service time by more than the credit, when its timers are exact, however messages come', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 30, noNaN: true }), { minLength: 2, maxLength: 200 }), (idle) => {
        const clock = createServiceClock();
        const serviceMs = 5;
        let nowMs = 0;
        for (const wait of idle) {
          nowMs += wait;
          clock.book(nowMs, serviceMs, nowMs);
          const beganMs = nowMs;
          nowMs += clock.debtMs(nowMs);
          clock.ask(nowMs);
          expect(nowMs - beganMs).toBeGreaterThanOrEqual(serviceMs - 2 - 1e-9);
        }
      }),
    );
  });

  it('gives no credit for idling', () => {
    const clock = createServiceClock();
    clock.book(0, 10, 0);
    clock.ask(10);
    clock.book(100_000, 10, 100_000);
    expect(clock.debtMs(100_000)).toBeCloseTo(8);
  });

  it('makes up for a late timer while messages wait, for a quarter of a second and not more', () => {
    const clock = createServiceClock();
    clock.book(0, 10, 0);
    clock.ask(60);
    clock.book(60, 10, 60);
    expect(clock.debtMs(60)).toBe(0);
    clock.ask(5_000);
    clock.book(5_000, 251, 5_000);
    expect(clock.debtMs(5_000)).toBeCloseTo(1);
  });

  it('forgets its debt for a new service time', () => {
    const clock = createServiceClock();
    clock.book(0, 60_000, 0);
    clock.clear();
    expect(clock.debtMs(0)).toBe(0);
  });

  it('does not sleep below a millisecond', () => {
    const clock = createServiceClock();
    clock.book(0, 2.9, 0);
    expect(clock.debtMs(0)).toBe(0);
    clock.book(0, 0.2, 0);
    expect(clock.debtMs(0)).toBeCloseTo(1.1);
  });
});
