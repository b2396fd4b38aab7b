import { expect, test } from 'vitest';
import { createDiagnosis } from '../../../../shared/diagnosis/diagnose.ts';
import { consume, event, link, produce, scenario, socket, telemetry } from './build-telemetry.ts';

/** Median of the milliseconds that one look takes, with every flow slow and the list of events full. */
function medianLookMs(flows: number): number {
  const ids = Array.from({ length: flows }, (_, index) => `reader-${index}`);
  const of = scenario(
    [
      socket('feed', 'pub', { produce: produce({ rate: 5000 }) }),
      ...ids.map((id) => socket(id, 'sub', { consume: consume({ serviceMs: 2 }) })),
    ],
    ids.map((id) => link('feed', id)),
  );
  const events = Array.from({ length: 1000 }, (_, index) =>
    event(ids[index % flows] ?? 'feed', 'connect:retry', index),
  );
  const diagnosis = createDiagnosis();
  const times: number[] = [];
  for (let look = 1; look <= 60; look += 1) {
    const atMs = look * 300;
    const figures = {
      sent: atMs * 5,
      delivered: atMs / 2,
      lostInferred: atMs,
      queued: 4400,
      lostPerSecond: 3000,
      sentPerSecond: 5000,
      deliveredPerSecond: 500,
    };
    const seen = telemetry(
      of,
      { atMs, events },
      { flows: Object.fromEntries(ids.map((id) => [`feed-${id}`, figures])) },
    );
    const before = performance.now();
    diagnosis.look(seen);
    times.push(performance.now() - before);
  }
  return times.slice(20).sort((a, b) => a - b)[20] ?? Number.NaN;
}

test('a look at 100 overloaded flows costs a few milliseconds, and its cost grows no faster than the flows', () => {
  const hundred = medianLookMs(100);
  const thousand = medianLookMs(1000);
  process.stdout.write(`one look: 100 flows ${hundred.toFixed(2)} ms, 1,000 flows ${thousand.toFixed(2)} ms\n`);
  // Generous: the machine may be busy. 4 looks a second must stay far from a whole core.
  expect(hundred).toBeLessThan(100);
  expect(thousand).toBeLessThan(hundred * 60 + 50);
});
