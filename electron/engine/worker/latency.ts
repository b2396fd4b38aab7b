import { build, type Histogram } from 'hdr-histogram-js';
import type { LabMemory } from '../memory/lab-memory.ts';

const windowMs = 1000;
const publishMs = 100;
const hourUs = 3_600_000_000;

/** Latencies of one flow (or round trips of one socket): over the last second, and over the whole run. Microseconds in, milliseconds out. */
export interface LatencyMeter {
  record(latencyUs: number): void;
  /** Writes the percentiles to shared memory when it is time to, or `atOnce`. */
  publish(nowMs: number, atOnce?: boolean): void;
}

/** Where the percentiles go; a cell of -1 is left out. */
export interface LatencyCells {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly total:
    | { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number; readonly count: number }
    | undefined;
}

const newHistogram = (): Histogram =>
  build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: hourUs,
    numberOfSignificantValueDigits: 2,
    bitBucketSize: 32,
  });

export function createLatencyMeter(memory: LabMemory, cells: LatencyCells): LatencyMeter {
  const recent = newHistogram();
  const total = cells.total === undefined ? undefined : newHistogram();
  let windowStartMs = 0;
  let publishedMs = 0;

  /** A bucket answers with its upper end, which can lie above the greatest value that was recorded. */
  const put = (cell: number, histogram: Histogram, percentile: number): void => {
    if (cell >= 0) memory.write(cell, Math.min(histogram.getValueAtPercentile(percentile), histogram.maxValue) / 1000);
  };

  return {
    record(latencyUs) {
      const value = latencyUs < 1 ? 1 : latencyUs > hourUs ? hourUs : Math.round(latencyUs);
      recent.recordValue(value);
      total?.recordValue(value);
    },
    publish(nowMs, atOnce = false) {
      if (nowMs - publishedMs < publishMs && !atOnce) return;
      publishedMs = nowMs;
      const expired = nowMs - windowStartMs >= windowMs;
      if (recent.totalCount > 0) {
        put(cells.p50, recent, 50);
        put(cells.p99, recent, 99);
        if (cells.max >= 0) memory.write(cells.max, recent.maxValue / 1000);
      } else if (expired) {
        for (const cell of [cells.p50, cells.p99, cells.max]) if (cell >= 0) memory.write(cell, Number.NaN);
      }
      if (total !== undefined && cells.total !== undefined && recent.totalCount > 0) {
        put(cells.total.p50, total, 50);
        put(cells.total.p95, total, 95);
        put(cells.total.p99, total, 99);
        memory.write(cells.total.max, total.maxValue / 1000);
        memory.write(cells.total.count, total.totalCount);
      }
      if (expired) {
        recent.reset();
        windowStartMs = nowMs;
      }
    },
  };
}
