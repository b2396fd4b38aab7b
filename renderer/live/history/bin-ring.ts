import type { Visit } from './raw-ring.ts';

/** The lowest and highest value of each series per bin of `widthMs`, for the newest `capacity` bins. Bin `n` begins at `n * widthMs`. */
export interface BinRing {
  readonly bytes: number;
  readonly widthMs: number;
  clear(): void;
  /** The begin of the oldest bin held, or the first tick's time while that is later; Infinity while empty. */
  oldestMs(): number;
  /** Moves to the bin of `atMs`. Bins that are jumped over are passed by in a scan, or are a hole when nothing was sampled then. */
  advance(atMs: number, afterHole: boolean): void;
  put(series: number, value: number): void;
  /** Bins that touch `[fromMs, toMs)`, oldest first, visited at their middle or the range's end. */
  scan(series: number, fromMs: number, toMs: number, visit: Visit): void;
  at(series: number, atMs: number): { readonly min: number; readonly max: number } | undefined;
}

const nothingIn = 0;
const ticksIn = 1;
const holeIn = 2;

export function createBinRing(seriesCount: number, widthMs: number, capacity: number): BinRing {
  /** Per series and slot: the lowest, the highest. */
  /** What is in each slot: nothing, ticks, or a hole. */
  const contents = new Uint8Array(capacity);
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
    bytes: values.byteLength + contents.byteLength,
    widthMs,
    clear: () => {
      firstMs = Number.POSITIVE_INFINITY;
      oldest = Number.POSITIVE_INFINITY;
      newest = Number.NEGATIVE_INFINITY;
    },
    oldestMs: () => Math.max(firstMs, oldest * widthMs),
    advance: (atMs, afterHole) => {
      const bin = Math.floor(atMs / widthMs);
      if (bin <= newest) return;
      if (oldest === Number.POSITIVE_INFINITY) {
        firstMs = atMs;
        oldest = bin;
      }
      for (let jumped = Math.max(newest + 1, bin - capacity + 1, oldest); jumped <= bin; jumped += 1) {
        clear(jumped);
        contents[jumped % capacity] = jumped === bin ? ticksIn : afterHole ? holeIn : nothingIn;
      }
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
        const content = contents[bin % capacity];
        if (content === holeIn) visit(Number.NaN, Number.NaN, Number.NaN);
        if (content !== ticksIn) continue;
        const middle = (bin + 0.5) * widthMs;
        visit(Math.min(toMs, Math.max(fromMs, middle)), values[cell] ?? Number.NaN, values[cell + 1] ?? Number.NaN);
      }
    },
    at: (series, atMs) => {
      let bin = Math.floor(atMs / widthMs);
      if (!(bin >= oldest && bin <= newest && atMs >= firstMs)) return undefined;
      while (bin > oldest && contents[bin % capacity] === nothingIn) bin -= 1;
      if (contents[bin % capacity] !== ticksIn) return undefined;
      const cell = cellOf(series, bin);
      return { min: values[cell] ?? Number.NaN, max: values[cell + 1] ?? Number.NaN };
    },
  };
}
