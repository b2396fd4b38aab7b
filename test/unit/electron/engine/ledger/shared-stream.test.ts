import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SharedReceiver, splitInFlight } from '../../../../../electron/engine/ledger/shared-stream.ts';
import { arrivalBytes, arrivalWindow, markArrived } from '../../../../../electron/engine/worker/arrivals.ts';

const total = (parts: readonly number[]): number => parts.reduce((sum, part) => sum + part, 0);

/**
 * A PUSH with several PULLs as it really is: each message is handed to one of them and stays in its pipe, in order, until
 * it is received. Draws say who gets a message (or who receives one). Answers what the engine sees, and the truth.
 */
function playPush(count: number, draws: readonly number[]) {
  const pipes = Array.from({ length: count }, () => [] as number[]);
  const receivers = pipes.map(() => ({ delivered: 0, last: -1, leftAt: -1, connected: true }));
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
  return { bits, sent, receivers, waiting: pipes.map((pipe) => pipe.length) };
}

const plays = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(10_000), { maxLength: 500 }));

describe('splitInFlight', () => {
  it('splits what is in flight without rest, never negative', () => {
    fc.assert(
      fc.property(plays, ([count, draws]) => {
        const { bits, sent, receivers, waiting } = playPush(count, draws);
        const parts = splitInFlight(receivers, sent, bits, arrivalWindow);
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
        splitInFlight(receivers, sent, bits, arrivalWindow).forEach((part, index) => {
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
      { delivered: 50, last: 98, leftAt: -1, connected: true },
      { delivered: 0, last: -1, leftAt: -1, connected: true },
    ];
    expect(splitInFlight(receivers, 99, bits, arrivalWindow)).toEqual([0, 49]);
  });

  it('gives nothing newer to a receiver that has left, and nothing to one that was never there', () => {
    const bits = new Int32Array(new SharedArrayBuffer(arrivalBytes));
    const receivers = [
      { delivered: 0, last: -1, leftAt: 10, connected: true },
      { delivered: 0, last: -1, leftAt: -1, connected: true },
      { delivered: 0, last: -1, leftAt: -1, connected: false },
    ];
    expect(splitInFlight(receivers, 30, bits, arrivalWindow)).toEqual([5, 25, 0]);
  });

  it('gives what was sent to a receiver while it left to that one, not to those who have read on', () => {
    const bits = new Int32Array(new SharedArrayBuffer(arrivalBytes));
    for (let sequence = 0; sequence < 40; sequence += 1)
      if (sequence % 2 === 0 || sequence > 30) markArrived(bits, sequence);
    const receivers = [
      { delivered: 0, last: -1, leftAt: 20, connected: true },
      { delivered: 25, last: 39, leftAt: -1, connected: true },
    ];
    expect(splitInFlight(receivers, 40, bits, arrivalWindow)).toEqual([15, 0]);
  });

  it('still sums when the stream has outrun the window', () => {
    const bits = new Int32Array(new SharedArrayBuffer(arrivalBytes));
    const sent = arrivalWindow * 2;
    const receivers = [0, 1].map(() => ({ delivered: 100, last: 200, leftAt: -1, connected: true }));
    expect(total(splitInFlight(receivers, sent, bits, arrivalWindow))).toBe(sent - 200);
  });

  it('splits nothing when all has come', () => {
    const bits = new Int32Array(new SharedArrayBuffer(arrivalBytes));
    expect(splitInFlight([{ delivered: 7, last: 6, leftAt: -1, connected: true }], 7, bits, arrivalWindow)).toEqual([
      0,
    ]);
  });
});
