/** The time axis of the strip: its length in steps, so that it does not crawl. */
const stripWindows = [30_000, 60_000, 120_000, 300_000] as const;

export function stripWindow(knownMs: number): number {
  return stripWindows.find((windowMs) => windowMs >= knownMs) ?? 300_000;
}

/** 1, 2 or 5 times a power of ten, at least `lowest`. */
export function stripTop(highest: number, lowest: number): number {
  const least = Math.max(lowest, Number.isFinite(highest) ? highest : 0);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((top) => top >= least * 0.999) ?? least;
}

/** A longer silence than this is a gap in the line. */
const gapMs = 3_000;

export interface StripFrame {
  readonly fromMs: number;
  readonly toMs: number;
  readonly width: number;
  readonly height: number;
  readonly top: number;
}

/** The line through the points; it breaks at what is not known and where nobody looked. */
export function stripPath(atMs: Float64Array, values: Float64Array, frame: StripFrame): string {
  const { fromMs, toMs, width, height, top } = frame;
  let path = '';
  let beforeMs = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < atMs.length; at += 1) {
    const ms = atMs[at] ?? 0;
    const value = values[at] ?? Number.NaN;
    if (ms < fromMs || !Number.isFinite(value)) continue;
    const x = (((ms - fromMs) / (toMs - fromMs)) * width).toFixed(1);
    const y = (height - Math.min(1, Math.max(0, value / top)) * height).toFixed(1);
    path += ms - beforeMs > gapMs ? `M${x} ${y}h0` : `L${x} ${y}`;
    beforeMs = ms;
  }
  return path;
}

export function highestSince(
  atMs: Float64Array,
  columns: readonly (Float64Array | undefined)[],
  fromMs: number,
): number {
  let highest = 0;
  for (const column of columns) {
    for (let at = 0; at < atMs.length; at += 1) {
      const value = column?.[at] ?? 0;
      if ((atMs[at] ?? 0) >= fromMs && value > highest) highest = value;
    }
  }
  return highest;
}
