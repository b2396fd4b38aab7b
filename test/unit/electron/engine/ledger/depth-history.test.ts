import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDepthHistory } from '../../../../../electron/engine/ledger/depth-history.ts';

/** Every tick: so many were put into the queue, so many taken out, so many were lost at sending. Proofs come `lag` ticks later. */
const ticks = fc.array(fc.record({ queued: fc.nat(100), taken: fc.nat(100), lost: fc.nat(40) }), {
  minLength: 1,
  maxLength: 400,
});

describe('createDepthHistory', () => {
  it('finds the physical peak exactly once all losses are proven, each dated at its tick', () => {
    fc.assert(
      fc.property(ticks, fc.integer({ min: 0, max: 50 }), (steps, lag) => {
        const history = createDepthHistory();
        const open: { atMs: number; count: number }[] = [];
        let depth = 0;
        let lost = 0;
        let peak = 0;
        let proven = 0;
        steps.forEach((step, index) => {
          depth = Math.max(0, depth + step.queued - step.taken);
          lost += step.lost;
          peak = Math.max(peak, depth);
          const atMs = (index + 1) * 50;
          history.add(atMs, depth + lost);
          open.push({ atMs, count: step.lost });
          for (const due = open[proven]; index - proven >= lag && due !== undefined; ) {
            history.repaint(due.atMs, due.atMs, due.count);
            proven += 1;
            break;
          }
        });
        for (const { atMs, count } of open.slice(proven)) history.repaint(atMs, atMs, count);
        expect(history.peak()).toBe(peak);
      }),
    );
  });

  it('is wrong by no more than one batch when losses are only known to lie between two times', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(60), { minLength: 10, maxLength: 200 }),
        fc.integer({ min: 1, max: 9 }),
        (lostAt, width) => {
          const history = createDepthHistory();
          let lost = 0;
          lostAt.forEach((count, index) => {
            lost += count;
            history.add((index + 1) * 50, 1_000 + lost);
          });
          let largest = 0;
          for (let index = 0; index < lostAt.length; index += width) {
            const count = lostAt.slice(index, index + width).reduce((sum, one) => sum + one, 0);
            largest = Math.max(largest, count);
            history.repaint((index + 1) * 50, Math.min(lostAt.length, index + width) * 50, count);
          }
          expect(Math.abs(history.peak() - 1_000)).toBeLessThanOrEqual(largest);
        },
      ),
    );
  });

  it('keeps the peak over a run of a day, in the memory of one of minutes', () => {
    const history = createDepthHistory();
    const ticksOfADay = 24 * 3_600 * 20;
    for (let index = 0; index < ticksOfADay; index += 1)
      history.add(index * 50, index === 777_777 ? 4_321 : 100 + (index % 7));
    expect(history.peak()).toBe(4_321);
  });

  it('keeps an early peak apart from the losses of the hours after it', () => {
    const history = createDepthHistory();
    const ticks = 200_000;
    const lostPerTick = 10;
    let lost = 0;
    for (let index = 0; index < ticks; index += 1) {
      if (index > 300) lost += lostPerTick;
      history.add(index * 50, (index > 100 && index < 200 ? 5_000 : 1_000) + lost);
      if (index > 300) history.repaint(index * 50, index * 50, lostPerTick);
    }
    expect(history.peak()).toBe(5_000);
  });

  it('takes losses out of the whole of a merged history', () => {
    const history = createDepthHistory();
    for (let index = 0; index < 50_000; index += 1) history.add(index * 50, 500 + index);
    history.repaint(0, 50_000 * 50, 50_000);
    expect(Math.abs(history.peak() - 500)).toBeLessThan(100);
  });

  it('is never negative, and 0 before the first tick', () => {
    const history = createDepthHistory();
    expect(history.peak()).toBe(0);
    history.repaint(0, 100, 5);
    history.add(50, 3);
    history.repaint(0, 100, 10);
    expect(history.peak()).toBe(0);
  });
});
