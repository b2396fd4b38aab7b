import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLossBound, type LossLook } from '../../../../../electron/engine/ledger/loss-bound.ts';

const lookAt = (more: Partial<LossLook>): LossLook => ({
  sent: 0,
  settled: 0,
  proven: 0,
  kernelBytes: 0,
  relayBytes: 0,
  sendMark: 1_000,
  receiveMark: 1_000,
  wireBytes: 1_000,
  ...more,
});

/**
 * A publisher, its queue, the kernel's bytes, the subscriber's queue and its application, as they really are. What does not
 * fit, is lost; proofs come when the application has read what was sent after it. A look reads the kernel late or early.
 */
function play(
  marks: readonly [number, number],
  kernelRoom: number,
  steps: readonly { readonly sent: number; readonly taken: number; readonly looks: boolean }[],
) {
  const bound = createLossBound('tcp');
  const pipe: ({ readonly lostBefore: number } | undefined)[] = [];
  const room = marks[0] + marks[1] + kernelRoom;
  let sent = 0;
  let delivered = 0;
  let lost = 0;
  let proven = 0;
  const readings: { readonly bound: number; readonly lost: number }[] = [];
  for (const step of steps) {
    const before = sent;
    for (let left = step.sent; left > 0; left -= 1) {
      sent += 1;
      if (pipe.length < room) pipe.push({ lostBefore: lost });
      else lost += 1;
    }
    // Read here, between the sending and the receiving: at least what the two queues have no room for.
    const kernel = Math.max(0, pipe.length - marks[0] - marks[1]);
    for (let left = step.taken; left > 0; left -= 1) {
      const taken = pipe.shift();
      if (taken === undefined) break;
      delivered += 1;
      proven = taken.lostBefore;
    }
    if (!step.looks) continue;
    const look = lookAt({
      sent: before,
      settled: delivered + proven,
      proven,
      kernelBytes: kernel * 1_000,
      sendMark: marks[0],
      receiveMark: marks[1],
    });
    readings.push({ bound: bound.add(look), lost });
  }
  return readings;
}

const steps = fc.array(fc.record({ sent: fc.nat(3_000), taken: fc.nat(400), looks: fc.boolean() }), { maxLength: 60 });

describe('createLossBound', () => {
  it('is never above what is truly lost, whatever moves between the reading of counters and kernel', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 1, max: 2_000 }),
        fc.nat(3_000),
        steps,
        (send, receive, kernel, story) => {
          for (const { bound, lost } of play([send, receive], kernel, story)) expect(bound).toBeLessThanOrEqual(lost);
        },
      ),
    );
  });

  it('does not take a burst for lost that filled the kernel since it was read', () => {
    const bound = createLossBound('tcp');
    expect(bound.add(lookAt({ sent: 100, settled: 100, kernelBytes: 0 }))).toBe(0);
    expect(bound.add(lookAt({ sent: 4_000, settled: 150, kernelBytes: 1_900_000 }))).toBe(0);
  });

  it('finds a steady loss within the room of the queues', () => {
    const bound = createLossBound('tcp');
    expect(bound.add(lookAt({ sent: 50_000, settled: 1_000, kernelBytes: 500_000 }))).toBe(
      50_000 - 1_000 - 2_000 - 517,
    );
  });

  it('counts what was proven meanwhile, and never falls', () => {
    const bound = createLossBound('inproc');
    expect(bound.add(lookAt({ sent: 5_000, settled: 1_000 }))).toBe(2_000);
    expect(bound.add(lookAt({ sent: 6_000, settled: 4_000, proven: 1_500 }))).toBe(2_000);
    expect(bound.add(lookAt({ sent: 9_000, settled: 4_000, proven: 1_500 }))).toBe(4_500);
  });

  it('remembers the widest queues and the smallest messages: they may still be waiting', () => {
    const bound = createLossBound('tcp');
    bound.add(lookAt({ sendMark: 5_000, wireBytes: 100 }));
    expect(bound.add(lookAt({ sent: 7_000, settled: 0, kernelBytes: 90_000, sendMark: 10, wireBytes: 10_000 }))).toBe(
      0,
    );
  });

  it('says nothing where a queue has no limit', () => {
    const bound = createLossBound('ipc');
    expect(bound.add(lookAt({ sent: 1e9, receiveMark: 0 }))).toBe(0);
    expect(bound.add(lookAt({ sent: 1e9 }))).toBe(0);
  });
});
