import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacer } from '../../../../../electron/engine/pacing/pacer.ts';

/** Sends what is due for `forMs`, on a timer that is late by what `lateness` says. Answers the times of all sends. */
function simulate(rate: number, burst: number, forMs: number, lateness: () => number): number[] {
  const pacer = createPacer(rate, burst, 0);
  const sentAt: number[] = [];
  let nowMs = 0;
  while (nowMs < forMs) {
    const due = pacer.due(nowMs);
    for (let index = 0; index < due; index += 1) sentAt.push(nowMs);
    pacer.sent(due);
    nowMs += Math.max(1, Math.floor(pacer.untilNextMs(nowMs))) + lateness();
  }
  return sentAt;
}

const rates = fc.oneof(fc.integer({ min: 1, max: 50_000 }), fc.double({ min: 0.5, max: 100, noNaN: true }));

describe('createPacer', () => {
  it('keeps the mean rate however late the timers are, as long as the delay can be made up for', () => {
    fc.assert(
      fc.property(
        rates,
        fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 50 }),
        (rate, draws) => {
          let turn = 0;
          const seconds = 5;
          const sent = simulate(rate, 1, seconds * 1000, () => draws[turn++ % draws.length] ?? 0).length;
          const expected = rate * seconds;
          // What the last late timer has not yet made up for, and the first message at time 0, are no drift.
          expect(sent).toBeGreaterThanOrEqual(Math.floor(expected - rate * 0.202) - 1);
          expect(sent).toBeLessThanOrEqual(Math.ceil(expected) + 1);
        },
      ),
    );
  });

  it('is within 1 % of 5,000 a second over 5 s on timers of a busy machine, and does not drift over minutes', () => {
    let turn = 0;
    const lateness = () => [0.1, 1.3, 0.4, 6, 0.2, 25][turn++ % 6] ?? 0;
    expect(Math.abs(simulate(5_000, 1, 5_000, lateness).length - 25_000)).toBeLessThan(250);
    expect(Math.abs(simulate(5_000, 1, 600_000, lateness).length - 3_000_000)).toBeLessThan(200);
  });

  it('never runs ahead of its schedule', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 50 }), (rate, burst) => {
        const dueMs = (index: number): number => (Math.floor(index / burst) * burst * 1000) / rate;
        const early = simulate(rate, burst, 1_000, () => 0.5).findIndex((atMs, index) => atMs < dueMs(index) - 1e-6);
        expect(early).toBe(-1);
      }),
      { numRuns: 50 },
    );
  });

  it('sends bursts whole, at the mean rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 2, max: 500 }), (rate, burst) => {
        const sent = simulate(rate, burst, 10_000, () => 0.3);
        expect(sent.length % burst).toBe(0);
        const counts = new Map<number, number>();
        for (const atMs of sent) counts.set(atMs, (counts.get(atMs) ?? 0) + 1);
        expect([...counts.values()].every((count) => count % burst === 0)).toBe(true);
        expect(sent.length).toBeGreaterThanOrEqual(rate * 10 - burst);
        expect(sent.length).toBeLessThanOrEqual(rate * 10 + burst);
      }),
      { numRuns: 50 },
    );
  });

  it('owes no flood after a long sleep', () => {
    const pacer = createPacer(1_000, 1, 0);
    pacer.sent(pacer.due(0));
    expect(pacer.due(60_000)).toBeLessThanOrEqual(251);
    expect(pacer.due(60_000)).toBeGreaterThan(0);
  });

  it('does not make up for time that the sender stood blocked', () => {
    const pacer = createPacer(1_000, 1, 0);
    let sent = 0;
    for (let nowMs = 0; nowMs < 1_000; nowMs += 1) {
      const due = pacer.due(nowMs);
      pacer.sent(due);
      sent += due;
    }
    pacer.excuse(4_000);
    const due = pacer.due(5_000);
    expect(sent).toBe(1_000);
    expect(due).toBeLessThanOrEqual(1);
  });

  it('starts a new schedule when the rate changes, and owes nothing of the old one', () => {
    const pacer = createPacer(10_000, 1, 0);
    pacer.configure(100, 1, 200);
    expect(pacer.due(200)).toBe(0);
    expect(pacer.untilNextMs(200)).toBeCloseTo(10);
    expect(pacer.due(210)).toBe(1);
    pacer.configure(1_000, 50, 300);
    expect(pacer.due(349)).toBe(0);
    expect(pacer.due(350)).toBe(50);
  });

  it('names the wait until the next message', () => {
    fc.assert(
      fc.property(
        rates,
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 240, noNaN: true }),
        (rate, burst, nowMs) => {
          const pacer = createPacer(rate, burst, 0);
          pacer.sent(pacer.due(nowMs));
          const waitMs = pacer.untilNextMs(nowMs);
          expect(waitMs).toBeGreaterThanOrEqual(0);
          expect(pacer.due(nowMs + waitMs + 1e-6 * (nowMs + waitMs + 1))).toBeGreaterThanOrEqual(1);
          if (waitMs > 1e-3) expect(pacer.due(nowMs + waitMs - 1e-3)).toBe(0);
        },
      ),
    );
  });

  it('never sends at rate 0, which the producer serves without a schedule', () => {
    const pacer = createPacer(0, 1, 0);
    expect(pacer.due(1e9)).toBe(0);
    expect(pacer.untilNextMs(0)).toBe(Number.POSITIVE_INFINITY);
  });
});
