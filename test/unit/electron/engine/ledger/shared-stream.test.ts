import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type SharedReceiver,
  settledUntil,
  splitInFlight,
} from '../../../../../electron/engine/ledger/shared-stream.ts';
import { arrivalBytes, arrivalWindow, markArrived } from '../../../../../electron/engine/worker/arrivals.ts';

const there = { wasAway: false, keepsQueue: false };
const total = (parts: readonly number[]): number => parts.reduce((sum, part) => sum + part, 0);

/**
 * A PUSH with several PULLs as it really is: each message is handed to one of them and stays in its pipe, in order, until
 * it is received. Draws say who gets a message (or who receives one). Answers what the engine sees, and the truth.
 */
function playPush(count: number, draws: readonly number[]) {
  const pipes = Array.from({ length: count }, () => [] as number[]);
  const receivers = pipes.map(() => ({ ...there, delivered: 0, last: -1, leftAt: -1, connected: true }));
  const bits = new Int32Array(new SharedArrayBuffer(arrivalBytes));
  let sent = 0;
  for (const draw of draws) {
    const index = draw % count;
    const pipe = pipes[index] as number[];
    const receiver = receivers[index] as { delivered: number; last: number };
    if (draw % 3 === 0) {
      const sequence = pipe.shift();
      if (sequence === undefined) continue;
      markArrived(bits, sequence);
      receiver.delivered += 1;
      receiver.last = sequence;
    } else {
      pipe.push(sent);
      sent += 1;
    }
  }
  return { bits, sent, receivers, pipes, waiting: pipes.map((pipe) => pipe.length) };
}

const plays = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(10_000), { maxLength: 500 }));

describe('splitInFlight', () => {
  it('splits what is in flight without rest, never negative', () => {
    fc.assert(
      fc.property(plays, ([count, draws]) => {
        const { bits, sent, receivers, waiting } = playPush(count, draws);
        const parts = splitInFlight(receivers, sent, bits);
        expect(parts.every((part) => part >= 0 && Number.isInteger(part))).toBe(true);
        expect(total(parts)).toBe(total(waiting));
      }),
      { numRuns: 60 },
    );
  });

  it('gives no receiver more than the missing messages that came after its newest one', () => {
    fc.assert(
      fc.property(plays, ([count, draws]) => {
        const { bits, sent, receivers } = playPush(count, draws);
        splitInFlight(receivers, sent, bits).forEach((part, index) => {
          expect(part).toBeLessThanOrEqual(Math.max(0, sent - 1 - (receivers[index] as SharedReceiver).last));
        });
      }),
      { numRuns: 60 },
    );
  });

  it('knows exactly what belongs to the slowest, when the others have read all that is newer', () => {
    const bits = new Int32Array(new SharedArrayBuffer(arrivalBytes));
    for (let sequence = 0; sequence < 100; sequence += 1) if (sequence % 2 === 0) markArrived(bits, sequence);
    const receivers = [
      { ...there, delivered: 50, last: 98, leftAt: -1, connected: true },
      { ...there, delivered: 0, last: -1, leftAt: -1, connected: true },
    ];
    expect(splitInFlight(receivers, 99, bits)).toEqual([0, 49]);
  });

  it('gives nothing newer to a receiver that has left, and nothing to one that was never there', () => {
    const bits = new Int32Array(new SharedArrayBuffer(arrivalBytes));
    const receivers = [
      { ...there, delivered: 0, last: -1, leftAt: 10, connected: true },
      { ...there, delivered: 0, last: -1, leftAt: -1, connected: true },
      { ...there, delivered: 0, last: -1, leftAt: -1, connected: false },
    ];
    expect(splitInFlight(receivers, 30, bits)).toEqual([5, 25, 0]);
  });

  it('gives what the others have read past to one that was never there, where the sender keeps a queue for it', () => {
    const bits = new Int32Array(new SharedArrayBuffer(arrivalBytes));
    for (let sequence = 0; sequence < 40; sequence += 1) if (sequence % 2 === 0) markArrived(bits, sequence);
    const receivers = [
      { ...there, delivered: 20, last: 38, leftAt: -1, connected: true },
      { ...there, delivered: 0, last: -1, leftAt: -1, connected: false, keepsQueue: true },
    ];
    expect(splitInFlight(receivers, 39, bits)).toEqual([0, 19]);
    expect(settledUntil(receivers, 39)).toBe(0);
  });

  it('gives nobody what may have gone outside', () => {
    const bits = new Int32Array(new SharedArrayBuffer(arrivalBytes));
    for (let sequence = 0; sequence < 30; sequence += 1) if (sequence % 3 !== 2) markArrived(bits, sequence);
    const receivers = [
      { ...there, delivered: 10, last: 27, leftAt: -1, connected: true },
      { ...there, delivered: 10, last: 28, leftAt: -1, connected: true },
    ];
    expect(splitInFlight(receivers, 30, bits, true)).toEqual([1, 0]);
    expect(total(splitInFlight(receivers, 30, bits))).toBe(10);
  });

  it('gives what was sent to a receiver while it left to that one, not to those who have read on', () => {
    const bits = new Int32Array(new SharedArrayBuffer(arrivalBytes));
    for (let sequence = 0; sequence < 40; sequence += 1)
      if (sequence % 2 === 0 || sequence > 30) markArrived(bits, sequence);
    const receivers = [
      { ...there, delivered: 0, last: -1, leftAt: 20, connected: true },
      { ...there, delivered: 25, last: 39, leftAt: -1, connected: true },
    ];
    expect(splitInFlight(receivers, 40, bits)).toEqual([15, 0]);
  });

  it('still sums when the stream has outrun the window', () => {
    const bits = new Int32Array(new SharedArrayBuffer(arrivalBytes));
    const sent = arrivalWindow * 2;
    const receivers = [0, 1].map(() => ({ ...there, delivered: 100, last: 200, leftAt: -1, connected: true }));
    expect(total(splitInFlight(receivers, sent, bits))).toBe(sent - 200);
  });

  it('splits nothing when all has come', () => {
    const bits = new Int32Array(new SharedArrayBuffer(arrivalBytes));
    expect(splitInFlight([{ ...there, delivered: 7, last: 6, leftAt: -1, connected: true }], 7, bits)).toEqual([0]);
  });

  it('gives what is older than all have read to the one that was away, although it is there again', () => {
    const bits = new Int32Array(new SharedArrayBuffer(arrivalBytes));
    for (let sequence = 0; sequence < 40; sequence += 1)
      if (sequence < 10 || sequence > 20) markArrived(bits, sequence);
    const receivers = [
      { ...there, delivered: 15, last: 38, leftAt: -1, connected: true },
      { ...there, delivered: 14, last: 39, leftAt: -1, connected: true, wasAway: true },
    ];
    expect(splitInFlight(receivers, 40, bits)).toEqual([0, 11]);
  });
});

describe('settledUntil', () => {
  it('lies below everything that waits in a pipe, whoever has left', () => {
    fc.assert(
      fc.property(plays, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), ([count, draws], left) => {
        const { sent, receivers, pipes } = playPush(count, draws);
        const seen = receivers.map((receiver, index) => ({ ...receiver, leftAt: left[index] ? sent : -1 }));
        const until = settledUntil(seen, sent);
        const waiting = pipes.filter((_, index) => !left[index]).flat();
        expect(Math.min(sent, ...waiting)).toBeGreaterThanOrEqual(until);
      }),
      { numRuns: 200 },
    );
  });

  it('waits for a receiver that has read nothing yet', () => {
    const receivers = [
      { ...there, delivered: 9, last: 9, leftAt: -1, connected: true },
      { ...there, delivered: 0, last: -1, leftAt: -1, connected: true },
      { ...there, delivered: 0, last: -1, leftAt: 5, connected: true },
    ];
    expect(settledUntil(receivers, 10)).toBe(0);
  });

  it('counts on the queue that a connecting sender keeps for who comes next', () => {
    const gone = { ...there, delivered: 3, last: 4, leftAt: 8, connected: true };
    const other = { ...there, delivered: 9, last: 19, leftAt: -1, connected: true };
    expect(settledUntil([gone, other], 20)).toBe(20);
    expect(settledUntil([{ ...gone, keepsQueue: true }, other], 20)).toBe(5);
  });

  it('knows that all is settled that was sent to receivers who all have left', () => {
    expect(settledUntil([{ ...there, delivered: 3, last: 2, leftAt: 8, connected: true }], 12)).toBe(8);
  });
});
