import { describe, expect, it } from 'vitest';
import { assignThreads } from '../../../../../electron/engine/plan/threads.ts';
import { parseScenario } from '../../../../../shared/scenario/parse.ts';
import type { Scenario } from '../../../../../shared/scenario/scenario.ts';

function pipelines(count: number, rate: number): Scenario {
  const indices = Array.from({ length: count }, (_, index) => index);
  const sockets = indices.flatMap((index) => [
    { id: `push${index}`, type: 'push', produce: { rate } },
    { id: `pull${index}`, type: 'pull', consume: {} },
  ]);
  const links = indices.map((index) => ({ from: `push${index}`, to: `pull${index}` }));
  const parsed = parseScenario(JSON.stringify({ highwater: 1, name: 'wide', sockets, links }));
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.value;
}

describe('assignThreads', () => {
  it('gives each of a few sockets a thread of its own', () => {
    expect(assignThreads(pipelines(3, 0))).toEqual({ threadOf: [0, 1, 2, 3, 4, 5], threads: 6 });
  });

  it('never starts more than twelve threads, whatever the scenario', () => {
    for (const count of [7, 20, 60]) {
      for (const rate of [0, 1_000]) {
        const { threadOf, threads } = assignThreads(pipelines(count, rate));
        expect(threads).toBeLessThanOrEqual(12);
        expect(Math.max(...threadOf)).toBeLessThan(threads);
        expect(Math.min(...threadOf)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('keeps senders and receivers that share apart, and those that never pause to themselves', () => {
    const { threadOf } = assignThreads(pipelines(20, 1_000));
    const senders = new Set(threadOf.filter((_, index) => index % 2 === 0));
    const receivers = new Set(threadOf.filter((_, index) => index % 2 === 1));
    expect([...senders].some((thread) => receivers.has(thread))).toBe(false);
    const heavy = assignThreads(pipelines(7, 0)).threadOf.filter((_, index) => index % 2 === 0);
    expect(new Set(heavy).size).toBe(heavy.length);
  });
});
