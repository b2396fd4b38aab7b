import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabMemory } from '../../../../../electron/engine/memory/lab-memory.ts';
import { createLatencyMeter, type LatencyMeter } from '../../../../../electron/engine/worker/latency.ts';

function openMeter(): { readonly meter: LatencyMeter; read(counter: Parameters<LabMemory['flow']>[1]): number } {
  const memory = new LabMemory({ sockets: 1, streams: 1, flows: 1 });
  const cell = (counter: Parameters<LabMemory['flow']>[1]): number => memory.flowCell(0, counter);
  const meter = createLatencyMeter(memory, {
    p50: cell('latencyP50Ms'),
    p99: cell('latencyP99Ms'),
    max: cell('latencyMaxMs'),
    total: {
      p50: cell('totalP50Ms'),
      p95: cell('totalP95Ms'),
      p99: cell('totalP99Ms'),
      max: cell('totalMaxMs'),
      count: cell('totalCount'),
    },
  });
  return { meter, read: (counter) => memory.flow(0, counter) };
}

describe('createLatencyMeter', () => {
  it('is within 1 % of the true percentiles, and counts every record', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60_000_000 }), { minLength: 1, maxLength: 400 }), (latencies) => {
        const { meter, read } = openMeter();
        for (const latency of latencies) meter.record(latency);
        meter.publish(200);
        const sorted = [...latencies].sort((a, b) => a - b);
        const truth = (percent: number): number =>
          (sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] as number) / 1000;
        for (const [counter, percent] of [
          ['totalP50Ms', 50],
          ['totalP95Ms', 95],
          ['totalP99Ms', 99],
          ['latencyP50Ms', 50],
          ['latencyP99Ms', 99],
        ] as const) {
          expect(Math.abs(read(counter) - truth(percent))).toBeLessThanOrEqual(truth(percent) * 0.01 + 0.001);
        }
        expect(read('totalCount')).toBe(latencies.length);
        // A reader sorts p50 <= p95 <= p99 <= max without a thought, so it must hold to the last digit.
        expect(read('totalP50Ms')).toBeLessThanOrEqual(read('totalP95Ms'));
        expect(read('totalP95Ms')).toBeLessThanOrEqual(read('totalP99Ms'));
        expect(read('totalP99Ms')).toBeLessThanOrEqual(read('totalMaxMs'));
        expect(read('latencyP99Ms')).toBeLessThanOrEqual(read('latencyMaxMs'));
      }),
      { numRuns: 50 },
    );
  });

  it('forgets the last second, keeps the whole run, and says nothing about a second without messages', () => {
    const { meter, read } = openMeter();
    meter.record(5_000);
    meter.publish(1_000);
    meter.record(50_000);
    meter.publish(1_500);
    expect(read('latencyP50Ms')).toBeCloseTo(50, 0);
    meter.publish(2_100);
    meter.publish(3_200);
    expect(read('latencyP50Ms')).toBeNaN();
    expect(read('totalMaxMs')).toBeCloseTo(50, 0);
    expect(read('totalCount')).toBe(2);
  });

  it('holds what cannot be: below nothing and beyond an hour', () => {
    const { meter, read } = openMeter();
    meter.record(-5);
    meter.record(1e15);
    meter.publish(200);
    expect(read('totalMaxMs')).toBeLessThanOrEqual(3_700_000);
    expect(read('totalP50Ms')).toBeGreaterThan(0);
  });
});
