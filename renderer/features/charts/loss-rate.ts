import type { LiveHistory } from '../../live/history/history.ts';

/** Messages lost per second, by the time of sending: at `atMs` those sent in the second before it, like every other rate here. */
export type VisitLossRate = (atMs: number, provenPerSecond: number, estimatedPerSecond: number) => void;

const secondMs = 1_000;

export function scanLossRate(
  history: LiveHistory,
  flow: number,
  fromMs: number,
  toMs: number,
  visit: VisitLossRate,
): void {
  /** The bins of the last second; wide bins stand alone. */
  const window: { readonly fromMs: number; readonly proven: number; readonly estimated: number }[] = [];
  const startMs = Math.max(0, fromMs - secondMs);
  history.scanLosses(flow, startMs, toMs, (binFromMs, binToMs, proven, estimated) => {
    // The newest bin is not over: it counts for as long as it has lasted.
    const endMs = Math.min(binToMs, Math.max(history.newestMs, binFromMs));
    window.push({ fromMs: binFromMs, proven, estimated });
    while (window.length > 1 && binToMs - (window[0]?.fromMs ?? 0) > secondMs) window.shift();
    if (endMs < fromMs) return;
    const lengthMs = Math.max(endMs - (window[0]?.fromMs ?? 0), Math.min(secondMs, endMs), 1);
    let provenSum = 0;
    let estimatedSum = 0;
    for (const bin of window) {
      provenSum += bin.proven;
      estimatedSum += bin.estimated;
    }
    visit(endMs, (provenSum * secondMs) / lengthMs, (estimatedSum * secondMs) / lengthMs);
  });
}
