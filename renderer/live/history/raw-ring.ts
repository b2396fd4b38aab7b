/**
 * Visits one point of a series: a single sample has `min === max`, an unknown value is NaN for both. A hole in time is visited once,
 * with `atMs` NaN. Every series of the same range is visited at the same points.
 */
export type Visit = (atMs: number, min: number, max: number) => void;

/** Every tick as it came, for the newest `capacity` ticks: the times once, then one row of values per series. */
export interface RawRing {
  readonly bytes: number;
  clear(): void;
  /** The oldest time still held; Infinity while empty. */
  oldestMs(): number;
  newestMs(): number;
  /** Starts a tick; times must grow. Values of the tick are NaN until they are put. `afterHole`: nothing was sampled before it. */
  advance(atMs: number, afterHole: boolean): void;
  put(series: number, value: number): void;
  /** Samples with `fromMs <= time <= toMs`, oldest first. */
  scan(series: number, fromMs: number, toMs: number, visit: Visit): void;
  /** The newest sample at or before `atMs`; `inHole` when nothing was sampled between it and the next. */
  at(
    series: number,
    atMs: number,
  ): { readonly atMs: number; readonly value: number; readonly inHole: boolean } | undefined;
}

export function createRawRing(seriesCount: number, capacity: number): RawRing {
  const times = new Float64Array(capacity);
  const holes = new Uint8Array(capacity);
  const values = new Float32Array(seriesCount * capacity).fill(Number.NaN);
  /** Ticks since the beginning; tick `n` is at `n % capacity`. */
  let ticks = 0;

  const first = () => Math.max(0, ticks - capacity);
  const timeOf = (tick: number) => times[tick % capacity] ?? Number.NaN;
  const isAfterHole = (tick: number) => holes[tick % capacity] === 1;
  const valueIn = (series: number, tick: number) => values[series * capacity + (tick % capacity)] ?? Number.NaN;
  /** The first tick whose time is past `atMs` (binary search; times grow). */
  const firstAfter = (atMs: number) => {
    let low = first();
    let high = ticks;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (timeOf(middle) > atMs) high = middle;
      else low = middle + 1;
    }
    return low;
  };

  return {
    bytes: times.byteLength + holes.byteLength + values.byteLength,
    clear: () => {
      ticks = 0;
    },
    oldestMs: () => (ticks === 0 ? Number.POSITIVE_INFINITY : timeOf(first())),
    newestMs: () => (ticks === 0 ? Number.NEGATIVE_INFINITY : timeOf(ticks - 1)),
    advance: (atMs, afterHole) => {
      const slot = ticks % capacity;
      times[slot] = atMs;
      holes[slot] = afterHole ? 1 : 0;
      for (let series = 0; series < seriesCount; series += 1) values[series * capacity + slot] = Number.NaN;
      ticks += 1;
    },
    put: (series, value) => {
      values[series * capacity + ((ticks - 1) % capacity)] = value;
    },
    scan: (series, fromMs, toMs, visit) => {
      for (let tick = firstFrom(firstAfter, fromMs); tick < ticks; tick += 1) {
        const time = timeOf(tick);
        if (time > toMs) return;
        if (isAfterHole(tick)) visit(Number.NaN, Number.NaN, Number.NaN);
        const value = valueIn(series, tick);
        visit(time, value, value);
      }
    },
    at: (series, atMs) => {
      const tick = firstAfter(atMs) - 1;
      if (tick < first()) return undefined;
      return { atMs: timeOf(tick), value: valueIn(series, tick), inHole: tick + 1 < ticks && isAfterHole(tick + 1) };
    },
  };
}

/** `firstAfter` is exclusive; the largest number below `fromMs` makes it inclusive. */
function firstFrom(firstAfter: (atMs: number) => number, fromMs: number): number {
  return firstAfter(fromMs - Math.abs(fromMs) * Number.EPSILON - Number.MIN_VALUE);
}
