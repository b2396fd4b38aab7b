import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arrivalBytes,
  arrivalWindow,
  clearAhead,
  clearFromStart,
  countMissing,
  hasArrived,
  markArrived,
  oldestKept,
} from '../../../../../electron/engine/worker/arrivals.ts';
import { addTold, createToldArrivals } from '../../../../../electron/engine/worker/told-arrivals.ts';

const bitmap = (): Int32Array => new Int32Array(new SharedArrayBuffer(arrivalBytes));

describe('arrivals in a process of its own', () => {
  it('come into the bitmap as if they had been marked there, however they are cut', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 31, arrivalWindow - 60, 3 * arrivalWindow - 17),
        fc.array(fc.tuple(fc.nat(300), fc.boolean()), { maxLength: 200 }),
        (start, came) => {
          const told = createToldArrivals();
          const [there, here] = [bitmap(), bitmap()];
          for (const [offset, telling] of came) {
            told.mark(start + offset);
            markArrived(there, start + offset);
            if (telling) addTold(here, told.take() ?? new Int32Array(0));
          }
          addTold(here, told.take() ?? new Int32Array(0));
          expect(here).toEqual(there);
          expect(told.take()).toBeUndefined();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are never more than the bitmap, whatever comes between two tellings', () => {
    const told = createToldArrivals();
    for (let sequence = 0; sequence < 2 * arrivalWindow; sequence += 7) told.mark(sequence);
    expect(told.take()?.length).toBe((arrivalWindow / 32) * 2);
  });

  it('touch nothing outside the bitmap', () => {
    const bits = bitmap();
    addTold(bits, Int32Array.of(-1, 1, bits.length, 1, 3, 5));
    expect([...bits].filter((word) => word !== 0)).toEqual([5]);
    expect(bits[3]).toBe(5);
  });
});

describe('clearAhead', () => {
  it('leaves all that is kept, and nothing of what comes next, round after round', () => {
    const bits = bitmap();
    let clear = clearFromStart;
    const [batch, lag] = [4_999, 20_000];
    for (let sent = 0; sent < 3 * arrivalWindow; sent += batch) {
      // The sender is ahead of what is known of it, and its messages have arrived.
      for (let sequence = sent + lag; sequence < sent + lag + batch; sequence += 1) {
        if (hasArrived(bits, sequence)) throw new Error(`${sequence} had arrived before it was sent`);
        if (sequence % 3 !== 0) markArrived(bits, sequence);
      }
      clear = clearAhead(bits, clear, sent);
    }
    const sent = Math.floor((3 * arrivalWindow) / batch) * batch;
    const [from, to] = [oldestKept(sent), sent + lag];
    const thirds = Math.floor((to - 1) / 3) - Math.floor((from - 1) / 3);
    expect(countMissing(bits, from, to)).toBe(thirds);
  });
});
