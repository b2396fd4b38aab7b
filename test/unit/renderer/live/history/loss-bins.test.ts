import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLossBins, type LossBins } from '../../../../../renderer/live/history/loss-bins.ts';

const tiers = [
  { widthMs: 100, capacity: 50 },
  { widthMs: 1000, capacity: 60 },
] as const;

function sums(bins: LossBins, fromMs: number, toMs: number, flow = 0) {
  let proven = 0;
  let estimated = 0;
  bins.scan(flow, fromMs, toMs, (_from, _to, provenHere, estimatedHere) => {
    proven += provenHere;
    estimated += estimatedHere;
  });
  return { proven, estimated };
}

describe('losses by the time of sending', () => {
  it('paints a proof where the messages were sent, not where it was found', () => {
    const bins = createLossBins(1, tiers);
    bins.advance(4000);
    bins.repaint(0, 1000, 1200, 10);
    expect(sums(bins, 1000, 1099)).toEqual({ proven: 5, estimated: 0 });
    expect(sums(bins, 1000, 1199)).toEqual({ proven: 10, estimated: 0 });
    expect(sums(bins, 1300, 4000)).toEqual({ proven: 0, estimated: 0 });
  });

  it('keeps every proven loss at the coarsest width, or counts it as forgotten', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            atMs: fc.nat(2000),
            agoMs: fc.nat(90_000),
            spanMs: fc.nat(5000),
            count: fc.integer({ min: 1, max: 999 }),
          }),
          { maxLength: 60 },
        ),
        (losses) => {
          const bins = createLossBins(1, tiers);
          let nowMs = 0;
          let total = 0;
          for (const { atMs, agoMs, spanMs, count } of losses) {
            nowMs += atMs;
            bins.advance(nowMs);
            const toMs = Math.max(0, nowMs - agoMs);
            bins.repaint(0, Math.max(0, toMs - spanMs), toMs, count);
            total += count;
          }
          // What the coarse bins let go of since is not in either sum.
          const held = sums(bins, bins.oldestMs(), nowMs).proven + bins.forgotten;
          expect(held).toBeLessThanOrEqual(total + 1e-6);
          if (nowMs < 60_000) expect(held).toBeCloseTo(total, 6);
        },
      ),
    );
  });

  it('spreads the estimate over what is not settled, so that it adds up to the estimate of now', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ proven: fc.nat(50), estimated: fc.nat(500) }), { minLength: 1, maxLength: 80 }),
        fc.nat(3999),
        (ticks, settledMs) => {
          const bins = createLossBins(1, tiers);
          let atMs = 0;
          let proven = 0;
          let estimated = 0;
          for (const tick of ticks) {
            atMs += 50;
            proven += tick.proven;
            estimated = tick.estimated;
            bins.advance(atMs);
            bins.tick(0, atMs, proven, estimated, Math.min(settledMs, atMs));
          }
          expect(sums(bins, 0, atMs).estimated).toBeCloseTo(estimated, 6);
          const wholeBinsSettled = Math.floor(Math.min(settledMs, atMs) / 100) * 100;
          if (wholeBinsSettled > 0) expect(sums(bins, 0, wholeBinsSettled - 1).estimated).toBe(0);
        },
      ),
    );
  });

  it('puts the estimate at the time at which it grew', () => {
    const bins = createLossBins(1, tiers);
    for (let atMs = 50; atMs <= 4000; atMs += 50) {
      bins.advance(atMs);
      bins.tick(0, atMs, 0, atMs > 3000 ? atMs - 3000 : 0, 0);
    }
    expect(sums(bins, 0, 2999).estimated).toBe(0);
    expect(sums(bins, 3000, 3499).estimated).toBeCloseTo(500, 6);
  });

  it('keeps flows apart, and turns to wider bins for the past', () => {
    const bins = createLossBins(2, tiers);
    bins.advance(1000);
    bins.repaint(1, 500, 500, 3);
    bins.advance(20_000);
    expect(sums(bins, 0, 20_000, 0).proven).toBe(0);
    expect(sums(bins, 0, 20_000, 1).proven).toBe(3);
    let widest = 0;
    bins.scan(1, 0, 20_000, (fromMs, toMs) => {
      widest = Math.max(widest, toMs - fromMs);
    });
    expect(widest).toBe(1000);
    bins.scan(1, 19_000, 20_000, (fromMs, toMs) => expect(toMs - fromMs).toBe(100));
  });
});
