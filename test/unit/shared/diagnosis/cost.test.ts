import { expect, test } from 'vitest';
import { createDiagnosis } from '../../../../shared/diagnosis/diagnose.ts';
import { overloadedLooks } from './overloaded-looks.ts';

/** The fastest of many looks, in milliseconds, with every flow slow and the list of events full: other programs cannot make it faster. */
function lookMs(flows: number): number {
  const diagnosis = createDiagnosis();
  const times: number[] = [];
  for (const seen of overloadedLooks(flows, 40)) {
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
