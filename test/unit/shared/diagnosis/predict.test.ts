import { describe, expect, test } from 'vitest';
import {
  comparePrediction,
  predictMarks,
  queueingTime,
  timeUntilDrained,
  timeUntilFull,
} from '../../../../shared/diagnosis/predict.ts';
import { flowFigures } from './build-telemetry.ts';

const figures = flowFigures({
  queued: 0,
  capacity: 4500,
  capacityError: 450,
  sentPerSecond: 20_000,
  deliveredPerSecond: 2000,
});

describe('time until full', () => {
  test('is what is left, divided by what stays: 4,500 / (20,000 - 2,000)', () => {
    expect(timeUntilFull(figures)?.value).toBeCloseTo(250);
  });

  test('carries an error that covers the error of the capacity', () => {
    expect(timeUntilFull(figures)?.error).toBeGreaterThanOrEqual(25);
  });

  test.each([
    ['a queue that does not fill', { sentPerSecond: 2000 }],
    ['a queue without limit', { capacity: Number.POSITIVE_INFINITY }],
    ['unknown figures', { sentPerSecond: Number.NaN }],
  ])('is not there for %s', (_name, changes) => {
    expect(timeUntilFull({ ...figures, ...changes })).toBeUndefined();
  });
});

test('time until drained', () => {
  expect(timeUntilDrained(4000, 500, 2500)?.value).toBe(2000);
  expect(timeUntilDrained(4000, 500, 500)).toBeUndefined();
  expect(timeUntilDrained(4000, 500, Number.POSITIVE_INFINITY)?.value).toBe(0);
});

test("Little's law agrees with what was measured: 4,874 in flight at 9,992/s took 473 ms", () => {
  const prediction = queueingTime(4874, 9992)!;
  expect(comparePrediction(prediction, 473).held).toBe(true);
});

describe('what other marks would do', () => {
  const overloaded = flowFigures({
    capacity: 4500,
    sendMark: 1000,
    receiveMark: 1000,
    sentPerSecond: 5000,
    deliveredPerSecond: 500,
  });

  test('the loss stays, its beginning moves, and every message gets older', () => {
    const more = predictMarks(overloaded, { send: 10_000, receive: 1000 });
    expect(more.lossPerSecond.value).toBe(4500);
    expect(more.firstLossLaterMs.value).toBe(2000);
    expect(more.capacity.value).toBe(13_500);
    expect(more.latencyMs?.value).toBe(27_000);
  });

  test('smaller marks: sooner, and younger', () => {
    const less = predictMarks(overloaded, { send: 100, receive: 100 });
    expect(less.firstLossLaterMs.value).toBeLessThan(0);
    expect(less.latencyMs?.value).toBe(5400);
  });

  test('no mark: no loss, and no end', () => {
    const none = predictMarks(overloaded, { send: 0, receive: 1000 });
    expect(none.capacity.value).toBe(Number.POSITIVE_INFINITY);
    expect(none.lossPerSecond.value).toBe(0);
    expect(none.latencyMs).toBeUndefined();
  });
});

test('a prediction beside what happened', () => {
  expect(comparePrediction({ value: 200, error: 20, unit: 'ms' }, 210)).toMatchObject({ offBy: 0.05, held: true });
  expect(comparePrediction({ value: 200, error: 20, unit: 'ms' }, 300)).toMatchObject({ offBy: 0.5, held: false });
  expect(comparePrediction({ value: 0, error: 0, unit: 'ms' }, 0)).toMatchObject({ offBy: 0, held: true });
});
