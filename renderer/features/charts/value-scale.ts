/**
 * The top of a chart's scale: 1, 2 or 5 times a power of ten. It rises as soon as a value does not fit, and falls only after the
 * values have fitted into less than two fifths of it for a while, so that it moves in few steps.
 */
export interface ValueScale {
  readonly top: number;
  /** Returns true when the top changed. */
  fit(highest: number, nowMs: number): boolean;
}

const fallShare = 0.4;
const fallAfterMs = 2_000;

export function createValueScale(lowestTop: number, fixed = false): ValueScale {
  let top = stepAbove(lowestTop);
  let lowSinceMs: number | undefined;

  const moveTo = (next: number) => {
    lowSinceMs = undefined;
    const changed = next !== top;
    top = next;
    return changed;
  };
  return {
    get top() {
      return top;
    },
    fit: (highest, nowMs) => {
      if (fixed || !Number.isFinite(highest)) return false;
      if (highest > top) return moveTo(stepAbove(highest));
      const next = stepAbove(Math.max(lowestTop, highest));
      if (next >= top || highest > top * fallShare) {
        lowSinceMs = undefined;
        return false;
      }
      lowSinceMs ??= nowMs;
      return nowMs - lowSinceMs >= fallAfterMs ? moveTo(next) : false;
    },
  };
}

export function stepAbove(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5, 10]) {
    // The factor forgives what floating point adds to 0.1 * 3.
    if (step * power * (1 + 1e-12) >= value) return step * power;
  }
  return 10 * power;
}
