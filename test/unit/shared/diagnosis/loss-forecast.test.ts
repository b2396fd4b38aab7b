import { expect, test } from 'vitest';
import { pair } from './build-telemetry.ts';
import { simulate } from './simulate-run.ts';

test('the first loss is foretold while the queue fills, and stands beside what happened', () => {
  const { findings } = simulate(pair('pub', { produce: { rate: 2500 }, consume: { serviceMs: 2 } }), {
    capacity: 6000,
  });
  const sentences = findings[0]?.evidence.map(({ sentence }) => sentence) ?? [];
  const foretold = sentences.find((sentence) => sentence.startsWith('Foretold'));
  // Forecast 1.25 s after the start at the latest: 6,000 / (2,500 - 500) = 3 s after the start.
  expect(foretold).toMatch(/^Foretold: full after [12]\.\d+ s .*; the first loss came after [12](\.\d+)? s\.$/);
  expect(sentences.some((sentence) => sentence.startsWith('Twice the marks'))).toBe(true);
});

test('a queue that drains again before it is full was no forecast that failed', () => {
  const run = simulate(pair('pub', { produce: { rate: 2500 }, consume: { serviceMs: 2 } }), {
    capacity: 60_000,
    change: (atMs, scenario) =>
      atMs === 4000
        ? {
            ...scenario,
            sockets: scenario.sockets.map((spec) =>
              spec.consume === undefined ? spec : { ...spec, consume: { ...spec.consume, serviceMs: 0.1 } },
            ),
          }
        : scenario,
  });
  const sentences = run.findings.flatMap(({ evidence }) => evidence.map(({ sentence }) => sentence));
  expect(sentences.some((sentence) => sentence.startsWith('Foretold'))).toBe(false);
});
