import { describe, expect, it } from 'vitest';
import { createAccused } from '../../../../electron/watch/accused.ts';
import type { Finding } from '../../../../shared/report/finding.ts';
import type { LinkEnds } from '../../../../shared/watch/link-ends.ts';

const slow = (subject: number | string): Finding => ({
  ...{ code: 'slow-consumer', subject: String(subject), certainty: 'measured', sentence: '' },
  ...{ evidence: [], remedies: [] },
});

const from = (one: number, other: number): LinkEnds => {
  const end = (pid: number) => ({
    ...{ address: '', inode: pid, pid, established: true, orphaned: false },
    ...noFigures,
  });
  const addresses = { binderAddress: '', connectorAddress: '', endpoint: '' };
  return { id: `${one}-${other}`, transport: 'tcp', binder: end(one), connector: end(other), ...addresses };
};
const noFigures = { receiveQueueBytes: 0, sendQueueBytes: 0, info: undefined };

describe('the accused', () => {
  it('are told of when what may be behind them was looked at for as long as a verdict takes', () => {
    const accused = createAccused();
    const early: boolean[] = [];
    for (let look = 0; look < 7; look += 1) {
      accused.take([slow(7)]);
      early.push(accused.isTooEarly(slow(7), [from(1, 7), from(7, 8)], (id) => (id === '1-7' ? 9 : 0)));
    }
    expect(early).toEqual([true, true, true, true, true, false, false]);
    expect(accused.isTooEarly(slow('127.0.0.1:40000'), [], () => 0)).toBe(false);
  });

  it('are told of at once where nothing is behind them that was not looked at', () => {
    const accused = createAccused();
    accused.take([slow(7)]);
    expect(accused.isTooEarly(slow(7), [from(1, 7), from(2, 3)], (id) => (id === '1-7' ? 4 : 0))).toBe(false);
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
