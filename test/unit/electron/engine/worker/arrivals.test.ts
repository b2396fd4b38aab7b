import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arrivalBytes,
  arrivalWindow,
  countMissing,
  hasArrived,
  markArrived,
  prepareArrival,
} from '../../../../../electron/engine/worker/arrivals.ts';

const bitmap = (): Int32Array => new Int32Array(new SharedArrayBuffer(arrivalBytes));
/** Around 0, around the ring's end, and far beyond it. */
const starts = fc.constantFrom(0, 1, 31, 32, arrivalWindow - 40, 5 * arrivalWindow - 17, 2 ** 33 + 5);

describe('arrivals', () => {
  it('counts as missing exactly what was not marked, also where the ring comes round', () => {
    fc.assert(
      fc.property(starts, fc.array(fc.boolean(), { maxLength: 400 }), fc.nat(400), fc.nat(400), (start, came, a, b) => {
        const bits = bitmap();
        for (const [index, arrived] of came.entries()) if (arrived) markArrived(bits, start + index);
        const from = Math.min(a, b, came.length);
        const to = Math.min(Math.max(a, b), came.length);
        const expected = came.slice(from, to).filter((arrived) => !arrived).length;
        expect(countMissing(bits, start + from, start + to)).toBe(expected);
        expect(came.every((arrived, index) => hasArrived(bits, start + index) === arrived)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('forgets what is older than the window when its place is used again', () => {
    const bits = bitmap();
    for (let sequence = 0; sequence < 64; sequence += 1) markArrived(bits, sequence);
    for (let sequence = arrivalWindow; sequence < arrivalWindow + 32; sequence += 1) prepareArrival(bits, sequence);
    expect(countMissing(bits, arrivalWindow, arrivalWindow + 32)).toBe(32);
    expect(countMissing(bits, 32, 64)).toBe(0);
  });

  it('keeps what arrived of the word that the sender is still filling', () => {
    const bits = bitmap();
    for (let sequence = 0; sequence < 20; sequence += 1) {
      prepareArrival(bits, sequence);
      markArrived(bits, sequence);
    }
    expect(countMissing(bits, 0, 20)).toBe(0);
  });

  it('is one bit for each of a million sequences', () => {
    expect(arrivalBytes).toBe(131_072);
  });
});
