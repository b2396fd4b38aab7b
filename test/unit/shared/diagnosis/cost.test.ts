import { expect, test } from 'vitest';
import { createDiagnosis } from '../../../../shared/diagnosis/diagnose.ts';
import { consume, event, link, produce, scenario, socket, telemetry } from './build-telemetry.ts';

/** The fastest of many looks, in milliseconds, with every flow slow and the list of events full: other programs cannot make it faster. */
function lookMs(flows: number): number {
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
  for (let look = 1; look <= 40; look += 1) {
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
  return Math.min(...times.slice(10));
}

test('a look at 100 overloaded flows costs a few milliseconds, and its cost grows no faster than the flows', () => {
  const hundred = lookMs(100);
  const many = lookMs(400);
  process.stdout.write(`one look: 100 flows ${hundred.toFixed(2)} ms, 400 flows ${many.toFixed(2)} ms\n`);
  // Generous, since the machine may be busy: a cost that grows with the square of the flows would still be seen.
  expect(hundred).toBeLessThan(100);
  expect(many).toBeLessThan(hundred * 15 + 20);
});
