import { describe, expect, it } from 'vitest';
import { scanLossRate } from '../../../../../renderer/features/charts/loss-rate.ts';
import { createHistory } from '../../../../../renderer/live/history/history.ts';
import { frameView } from '../../live/frames.ts';

function ratesAt(history: ReturnType<typeof createHistory>, atMs: number): readonly [number, number] | undefined {
  let found: readonly [number, number] | undefined;
  scanLossRate(history, 0, atMs, atMs, (_atMs, proven, estimated) => {
    found = [proven, estimated];
  });
  return found;
}

describe('the rate of losses', () => {
  it('is what was sent in the second before and lost, proven and estimated apart', () => {
    const history = createHistory();
    history.reset(1);
    for (let atMs = 50; atMs <= 10_000; atMs += 50) {
      const lost = Math.max(0, atMs - 4_000) / 2;
      const repaints = atMs === 9_000 ? [{ flow: 0, sentFromMs: 4_000, sentToMs: 6_000, count: 1_000 }] : [];
      const provenUntilMs = atMs >= 9_000 ? 6_000 : 0;
      const proven = atMs >= 9_000 ? 1_000 : 0;
      history.fold(
        frameView({ atMs, repaints, flows: [{ lostProven: proven, lostEstimated: lost - proven, provenUntilMs }] }),
      );
    }
    expect(ratesAt(history, 3_000)?.map(Math.round)).toEqual([0, 0]);
    expect(ratesAt(history, 5_500)?.map(Math.round)).toEqual([500, 0]);
    expect(ratesAt(history, 8_000)?.map(Math.round)).toEqual([0, 500]);
    // The first bin that begins at 4,000 ms: a tenth of a second of losses in the last second.
    expect(ratesAt(history, 4_050)?.map(Math.round)).toEqual([50, 0]);
  });

  it('has nothing to say of an empty history but zero', () => {
    const history = createHistory();
    history.reset(1);
    expect(ratesAt(history, 0)).toEqual([0, 0]);
  });
});
