import { describe, expect, it } from 'vitest';
import { createAccused } from '../../../../electron/watch/accused.ts';
import type { Finding } from '../../../../shared/report/finding.ts';

const slow = (subject: number | string): Finding => ({
  ...{ code: 'slow-consumer', subject: String(subject), certainty: 'measured', sentence: '' },
  ...{ evidence: [], remedies: [] },
});

describe('the accused', () => {
  it('are told of after five looks at what is behind them', () => {
    const accused = createAccused();
    const early: boolean[] = [];
    for (let look = 0; look < 7; look += 1) {
      accused.take([slow(7)]);
      early.push(accused.isTooEarly(slow(7)));
    }
    expect(early).toEqual([true, true, true, true, true, false, false]);
    expect(accused.isTooEarly(slow('127.0.0.1:40000'))).toBe(false);
  });

  it('are sixteen at most, of whom those that are accused no more make room', () => {
    const accused = createAccused();
    const all = Array.from({ length: 20 }, (_, index) => slow(index + 1));
    accused.take(all);
    expect(all.filter(({ subject }) => accused.has(Number(subject)))).toHaveLength(16);
    accused.take([slow(16), slow(99)]);
    expect([1, 16, 99].map(accused.has)).toEqual([false, true, true]);
    accused.forget((pid) => pid === 99);
    expect(accused.has(99)).toBe(false);
  });
});
