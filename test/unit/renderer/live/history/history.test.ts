import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHistory } from '../../../../../renderer/live/history/history.ts';
import { frameView } from '../frames.ts';

type Point = readonly [atMs: number, min: number, max: number];

function scanned(history: ReturnType<typeof createHistory>, fromMs: number, toMs: number, flow = 0): Point[] {
  const points: Point[] = [];
  history.scan(flow, 'queued', fromMs, toMs, (atMs, min, max) => points.push([atMs, min, max]));
  return points;
}

/** Ticks of about 20 Hz with jitter, values that float32 holds exactly. */
function run(steps: readonly { readonly stepMs: number; readonly value: number }[], history = createHistory()) {
  history.reset(1);
  const samples: { atMs: number; value: number }[] = [];
  let atMs = 0;
  for (const { stepMs, value } of steps) {
    atMs += stepMs;
    samples.push({ atMs, value });
    history.fold(frameView({ atMs, flows: [{ queued: value }] }));
  }
  return { history, samples, endMs: atMs };
}

const steps = (count: number) =>
  fc.array(fc.record({ stepMs: fc.integer({ min: 30, max: 80 }), value: fc.integer({ min: 0, max: 100_000 }) }), {
    minLength: count,
    maxLength: count + 200,
  });

/** Longer than any step between ticks. */
const holeMs = 401;

describe('the history', () => {
  it('holds every tick of the last 60 s exactly as it came', () => {
    fc.assert(
      fc.property(steps(1300), (given) => {
        const { history, samples, endMs } = run(given);
        const recent = samples.filter(({ atMs }) => atMs >= endMs - 60_000).slice(-1280);
        const points = scanned(history, recent[0]?.atMs ?? 0, endMs);
        expect(points).toEqual(recent.map(({ atMs, value }) => [atMs, value, value]));
      }),
      { numRuns: 6 },
    );
  });

  it('keeps the lowest and the highest of what is older, in order of time, without a hole', () => {
    fc.assert(
      fc.property(steps(2500), (given) => {
        const { history, samples, endMs } = run(given);
        const points = scanned(history, 0, endMs);
        const values = samples.map(({ value }) => value);
        expect(Math.min(...points.map(([, min]) => min))).toBe(Math.min(...values));
        expect(Math.max(...points.map(([, , max]) => max))).toBe(Math.max(...values));
        for (const [index, [atMs]] of points.entries())
          expect(atMs).toBeGreaterThanOrEqual(points[index - 1]?.[0] ?? 0);
        for (const { atMs, value } of samples) {
          const found = history.at(0, 'queued', atMs);
          expect(found?.min).toBeLessThanOrEqual(value);
          expect(found?.max).toBeGreaterThanOrEqual(value);
        }
      }),
      { numRuns: 4 },
    );
  });

  it('never grows, and reaches back a day at coarser steps', () => {
    const history = createHistory();
    history.reset(1);
    const bytes = history.bytes;
    for (let atMs = 0; atMs < 30 * 3_600_000; atMs += 10_000) {
      history.fold(frameView({ atMs, flows: [{ queued: atMs / 10_000 }] }));
    }
    expect(history.bytes).toBe(bytes);
    expect(history.newestMs - history.oldestMs).toBeGreaterThan(23.9 * 3_600_000);
    expect(history.at(0, 'queued', 8 * 3_600_000)).toBeDefined();
    expect(history.at(0, 'queued', 3_600_000)).toBeUndefined();
  });

  it('stays within its bytes with a thousand flows and still reaches back ten minutes', () => {
    const history = createHistory({ maxBytes: 16_000_000 });
    history.reset(1000);
    expect(history.bytes).toBeLessThan(17_000_000);
    expect(history.bytes).toBeGreaterThan(8_000_000);
    const flows = Array.from({ length: 1000 }, (_, index) => ({ queued: index }));
    for (let atMs = 0; atMs <= 600_000; atMs += 20_000) history.fold(frameView({ atMs, flows }));
    expect(scanned(history, 0, 600_000, 700).some(([atMs, min]) => atMs < 60_000 && min === 700)).toBe(true);
  });

  it('shows a gap as a gap, in full and in coarse data', () => {
    const { history, endMs } = run([
      { stepMs: 50, value: 1 },
      { stepMs: 50, value: 2 },
      { stepMs: holeMs + 700, value: 3 },
      ...Array.from({ length: 1300 }, () => ({ stepMs: 50, value: 4 })),
    ]);
    expect(history.gaps).toBe(1);
    const points = scanned(history, 0, endMs);
    expect(points.slice(0, 4).some(([, min]) => Number.isNaN(min))).toBe(true);
    const fresh = run([
      { stepMs: 50, value: 1 },
      { stepMs: holeMs, value: 2 },
    ]);
    expect(scanned(fresh.history, 0, 10_000)).toEqual([
      [50, 1, 1],
      [Number.NaN, Number.NaN, Number.NaN],
      [50 + holeMs, 2, 2],
    ]);
    expect(fresh.history.at(0, 'queued', 50 + 400)).toEqual({ min: 1, max: 1 });
    expect(fresh.history.at(0, 'queued', 49)).toBeUndefined();
  });

  it('draws on over ticks that were folded into a later frame, but not over seconds', () => {
    const history = createHistory();
    history.reset(1);
    let atMs = 0;
    for (let count = 0; count < 2_000; count += 1) {
      atMs += 500;
      history.fold(frameView({ atMs, ticksFolded: 10, flows: [{ queued: 7 }] }));
    }
    expect(history.gaps).toBe(0);
    expect(scanned(history, 0, atMs).every(([time, min, max]) => !Number.isNaN(time) && min === 7 && max === 7)).toBe(
      true,
    );
    expect(history.at(0, 'queued', atMs - 250)).toEqual({ min: 7, max: 7 });
    expect(history.at(0, 'queued', atMs - 900_250)).toEqual({ min: 7, max: 7 });
    history.fold(frameView({ atMs: atMs + 2_500, ticksFolded: 50, flows: [{ queued: 7 }] }));
    expect(history.gaps).toBe(1);
  });

  it('has no latency for a second in which nothing arrived, whatever the frame still says', () => {
    const history = createHistory();
    history.reset(1);
    history.fold(frameView({ atMs: 50, flows: [{ latencyP99Ms: 8, deliveredPerSecond: 10 }] }));
    history.fold(frameView({ atMs: 100, flows: [{ latencyP99Ms: 8, deliveredPerSecond: 0 }] }));
    expect(history.at(0, 'latencyP99Ms', 50)?.max).toBe(8);
    expect(history.at(0, 'latencyP99Ms', 100)?.max).toBeNaN();
  });

  it('ignores a frame that does not move on, but not its repaints', () => {
    const { history } = run([{ stepMs: 1000, value: 1 }]);
    history.fold(
      frameView({
        atMs: 1000,
        flows: [{ queued: 9 }],
        repaints: [{ flow: 0, sentFromMs: 100, sentToMs: 100, count: 5 }],
      }),
    );
    expect(history.at(0, 'queued', 1000)).toEqual({ min: 1, max: 1 });
    let proven = 0;
    history.scanLosses(0, 0, 1000, (_from, _to, count) => {
      proven += count;
    });
    expect(proven).toBe(5);
  });
});
