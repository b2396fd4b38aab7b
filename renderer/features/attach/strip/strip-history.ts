/** The last minutes of many connections, a few figures each, in typed arrays: bounded, whatever is watched. */
export interface StripHistory {
  add(subject: string, atMs: number, values: readonly number[]): void;
  /** Oldest first; empty when nothing is known of the subject. */
  read(subject: string): StripPoints;
  /** The highest value of a series so far; 0 when nothing is known. */
  peak(subject: string, series: number): number;
  clear(): void;
}

export interface StripPoints {
  readonly atMs: Float64Array;
  /** One array per series. */
  readonly values: readonly Float64Array[];
}

interface Ring {
  readonly atMs: Float64Array;
  readonly values: readonly Float64Array[];
  readonly peaks: number[];
  next: number;
  count: number;
}

export function createStripHistory(series: number, maxPoints = 900, maxSubjects = 256): StripHistory {
  const rings = new Map<string, Ring>();
  const ringOf = (subject: string): Ring => {
    const known = rings.get(subject);
    if (known !== undefined) return known;
    const oldest = rings.keys().next().value;
    if (rings.size >= maxSubjects && oldest !== undefined) rings.delete(oldest);
    const made = emptyRing(series, maxPoints);
    rings.set(subject, made);
    return made;
  };
  return {
    add: (subject, atMs, values) => {
      const ring = ringOf(subject);
      const last = ring.atMs[(ring.next + maxPoints - 1) % maxPoints] ?? 0;
      if (ring.count > 0 && atMs <= last) return;
      ring.atMs[ring.next] = atMs;
      ring.values.forEach((column, at) => {
        const value = values[at] ?? Number.NaN;
        column[ring.next] = value;
        if (value > (ring.peaks[at] ?? 0)) ring.peaks[at] = value;
      });
      ring.next = (ring.next + 1) % maxPoints;
      ring.count = Math.min(maxPoints, ring.count + 1);
    },
    read: (subject) => {
      const ring = rings.get(subject);
      if (ring === undefined) return { atMs: new Float64Array(0), values: [] };
      return { atMs: unrolled(ring.atMs, ring), values: ring.values.map((column) => unrolled(column, ring)) };
    },
    peak: (subject, at) => rings.get(subject)?.peaks[at] ?? 0,
    clear: () => rings.clear(),
  };
}

const emptyRing = (series: number, maxPoints: number): Ring => ({
  atMs: new Float64Array(maxPoints),
  values: Array.from({ length: series }, () => new Float64Array(maxPoints)),
  peaks: Array.from({ length: series }, () => 0),
  next: 0,
  count: 0,
});

function unrolled(column: Float64Array, { next, count }: Ring): Float64Array {
  const from = next - count;
  if (from >= 0) return column.slice(from, next);
  const points = new Float64Array(count);
  points.set(column.subarray(from + column.length));
  points.set(column.subarray(0, next), -from);
  return points;
}
