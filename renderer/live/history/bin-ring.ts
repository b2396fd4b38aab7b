import type { Visit } from './raw-ring.ts';

/** The lowest and highest value of each series per bin of `widthMs`, for the newest `capacity` bins. Bin `n` begins at `n * widthMs`. */
export interface BinRing {
  readonly bytes: number;
  readonly widthMs: number;
  /** The begin of the oldest bin held, or the first tick's time while that is later; Infinity while empty. */
  oldestMs(): number;
  /** Moves to the bin of `atMs`; bins that were jumped over stay empty. */
  advance(atMs: number): void;
  put(series: number, value: number): void;
  /** Bins that touch `[fromMs, toMs)`, oldest first, visited at their middle or the range's end; an empty one with NaN. */
  scan(series: number, fromMs: number, toMs: number, visit: Visit): void;
  at(series: number, atMs: number): { readonly min: number; readonly max: number } | undefined;
}

export function createBinRing(seriesCount: number, widthMs: number, capacity: number): BinRing {
  /** Per series and slot: the lowest, the highest. */
  const values = new Float32Array(seriesCount * capacity * 2).fill(Number.NaN);
  let firstMs = Number.POSITIVE_INFINITY;
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;

  const cellOf = (series: number, bin: number) => (series * capacity + (bin % capacity)) * 2;
  const clear = (bin: number) => {
    for (let series = 0; series < seriesCount; series += 1) {
      const cell = cellOf(series, bin);
      values[cell] = Number.NaN;
      values[cell + 1] = Number.NaN;
    }
  };
  return {
    bytes: values.byteLength,
    widthMs,
    oldestMs: () => Math.max(firstMs, oldest * widthMs),
    advance: (atMs) => {
      const bin = Math.floor(atMs / widthMs);
      if (bin <= newest) return;
      if (oldest === Number.POSITIVE_INFINITY) {
        firstMs = atMs;
        oldest = bin;
      }
      for (let jumped = Math.max(newest + 1, bin - capacity + 1, oldest); jumped <= bin; jumped += 1) clear(jumped);
      newest = bin;
      oldest = Math.max(oldest, bin - capacity + 1);
    },
    put: (series, value) => {
      if (Number.isNaN(value)) return;
      const cell = cellOf(series, newest);
      // Written so that the NaN of an empty bin gives way.
      if (!((values[cell] ?? 0) <= value)) values[cell] = value;
      if (!((values[cell + 1] ?? 0) >= value)) values[cell + 1] = value;
    },
    scan: (series, fromMs, toMs, visit) => {
      for (let bin = Math.max(oldest, Math.floor(fromMs / widthMs)); bin <= newest && bin * widthMs < toMs; bin += 1) {
        const cell = cellOf(series, bin);
        const middle = (bin + 0.5) * widthMs;
        visit(Math.min(toMs, Math.max(fromMs, middle)), values[cell] ?? Number.NaN, values[cell + 1] ?? Number.NaN);
      }
    },
    at: (series, atMs) => {
      const bin = Math.floor(atMs / widthMs);
      if (!(bin >= oldest && bin <= newest && atMs >= firstMs)) return undefined;
      const cell = cellOf(series, bin);
      return { min: values[cell] ?? Number.NaN, max: values[cell + 1] ?? Number.NaN };
    },
  };
}
