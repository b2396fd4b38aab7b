import { describe, expect, test } from 'vitest';
import { createEpisodes } from '../../../../shared/diagnosis/episodes.ts';
import type { Rule, Sign } from '../../../../shared/diagnosis/rule.ts';

const rule: Rule = { code: 'slow-consumer', reference: 'here', rank: 50, holdMs: 1000, signs: () => [] };
const sign = (changes: Partial<Sign> = {}): Sign => ({
  subject: 'slow',
  certainty: 'measured',
  sentence: 'It is slow.',
  evidence: [],
  remedies: [],
  severity: 1,
  sustainMs: 600,
  ...changes,
});

/** Looks every 300 ms; `at` says which signs are there. */
function run(untilMs: number, at: (atMs: number) => readonly Sign[]) {
  const episodes = createEpisodes();
  for (let atMs = 300; atMs <= untilMs; atMs += 300) {
    episodes.take(rule, at(atMs), atMs);
  }
  return episodes;
}

describe('a finding', () => {
  test('opens once its sign has held, and dates from when it began', () => {
    expect(run(600, () => [sign()]).findings()).toEqual([]);
    expect(run(900, () => [sign()]).findings()).toMatchObject([{ subject: 'slow', fromMs: 300, toMs: undefined }]);
  });

  test('does not open for a sign that comes and goes', () => {
    expect(run(9000, (atMs) => (atMs % 1800 === 0 ? [sign()] : [])).findings()).toEqual([]);
  });

  test('stays open over a missed look and closes when the sign is gone', () => {
    const flicker = run(3000, (atMs) => (atMs === 1800 ? [] : [sign()]));
    expect(flicker.findings()).toMatchObject([{ toMs: undefined }]);
    const gone = run(6000, (atMs) => (atMs <= 3000 ? [sign()] : []));
    expect(gone.findings()).toMatchObject([{ fromMs: 300, toMs: 3000 }]);
  });

  test('is the same one when it comes back at once, and a new one when it comes back later', () => {
    const soon = run(9000, (atMs) => (atMs < 3000 || atMs > 5000 ? [sign()] : []));
    expect(soon.findings()).toHaveLength(1);
    const later = run(30_000, (atMs) => (atMs < 3000 || atMs > 20_000 ? [sign()] : []));
    expect(later.findings()).toHaveLength(2);
  });

  test('open ones come first, then the more important', () => {
    const episodes = run(9000, (atMs) => [
      ...(atMs < 3000 ? [sign({ subject: 'past', severity: 9 })] : []),
      sign({ severity: 2 }),
      sign({ subject: 'worse', severity: 5 }),
    ]);
    expect(episodes.findings().map(({ subject }) => subject)).toEqual(['worse', 'slow', 'past']);
  });
});

test('the number of episodes is bounded, however often trouble comes back', () => {
  const subjects = Array.from({ length: 300 }, (_, index) => `s${index}`);
  const episodes = createEpisodes();
  for (let atMs = 0; atMs < 2_000_000; atMs += 20_000) {
    episodes.take(
      rule,
      subjects.map((subject) => sign({ subject, sustainMs: 0 })),
      atMs,
    );
    episodes.take(rule, [], atMs + 10_000);
  }
  expect(episodes.findings().length).toBeLessThanOrEqual(200);
  const one = createEpisodes();
  for (let atMs = 0; atMs < 2_000_000; atMs += 20_000) {
    one.take(rule, [sign({ sustainMs: 0 })], atMs);
    one.take(rule, [], atMs + 10_000);
  }
  expect(one.findings().length).toBeLessThanOrEqual(8);
});

test('the list is the same value while nothing changes, so that nobody is told twice', () => {
  const episodes = run(3000, () => [sign()]);
  const before = episodes.findings();
  episodes.take(rule, [sign()], 3300);
  episodes.take(rule, [sign()], 4800);
  expect(episodes.findings()).toBe(before);
});

describe('the end of a run', () => {
  test('believes what has held for half its time, and closes what was open where it was last seen', () => {
    const episodes = run(900, () => [sign({ sustainMs: 1000 })]);
    episodes.freeze();
    expect(episodes.findings()).toMatchObject([{ fromMs: 300, toMs: 900 }]);
  });

  test('adds what only the drain has proven, and nothing that would have to be waited for', () => {
    const episodes = run(300, () => []);
    episodes.freeze();
    episodes.takeLate(
      rule,
      [sign({ subject: 'waits', sustainMs: 400 }), sign({ sustainMs: 0, fromMs: 100, toMs: 200 })],
      900,
    );
    expect(episodes.findings()).toMatchObject([{ subject: 'slow', fromMs: 100, toMs: 200 }]);
  });
});
