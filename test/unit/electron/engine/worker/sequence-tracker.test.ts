import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSequenceTracker, type Gap } from '../../../../../electron/engine/worker/sequence-tracker.ts';

const lengthOf = (gap: Gap | undefined): number => (gap === undefined ? 0 : gap.toSequence - gap.fromSequence + 1);

/** What happens to each message of a stream, in order of its sequence. */
const fates = fc.array(fc.constantFrom('arrives', 'lost'), { maxLength: 300 });

describe('createSequenceTracker', () => {
  it('finds exactly the messages that were lost, whatever the pattern', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const tracker = createSequenceTracker();
        tracker.join(0, 0);
        const gaps: Gap[] = [];
        const keep = (gap: Gap | undefined): void => {
          if (gap !== undefined) gaps.push(gap);
        };
        fate.forEach((what, sequence) => {
          if (what === 'arrives') keep(tracker.receive(sequence, sequence * 10));
        });
        keep(tracker.close(fate.length, fate.length * 10));
        const found = gaps.flatMap((gap) =>
          Array.from({ length: lengthOf(gap) }, (_, index) => gap.fromSequence + index),
        );
        expect(found).toEqual([...fate.keys()].filter((sequence) => fate[sequence] === 'lost'));
        expect(tracker.disorder).toBe(0);
        expect(tracker.last).toBe(fate.length - 1);
      }),
    );
  });

  it('dates a gap by the send times of its neighbours, so that the lost ones were sent in between', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const tracker = createSequenceTracker();
        tracker.join(0, 0);
        fate.forEach((what, sequence) => {
          const gap = what === 'arrives' ? tracker.receive(sequence, 1_000 + sequence * 10) : undefined;
          if (gap === undefined) return;
          expect(gap.sentFromUs).toBeLessThan(1_000 + gap.fromSequence * 10);
          expect(gap.sentToUs).toBeGreaterThan(1_000 + gap.toSequence * 10);
        });
      }),
    );
  });

  it('calls missed what was published before it joined, and lost only what came after', () => {
    const tracker = createSequenceTracker();
    expect(tracker.joined).toBe(false);
    expect(tracker.join(40, 400)).toBe(40);
    expect(tracker.receive(40, 400)).toBeUndefined();
    expect(tracker.receive(43, 430)).toEqual({ fromSequence: 41, toSequence: 42, sentFromUs: 400, sentToUs: 430 });
  });

  it('owes nothing between leaving and joining again', () => {
    const tracker = createSequenceTracker();
    tracker.join(0, 0);
    tracker.receive(0, 0);
    expect(lengthOf(tracker.close(10, 100))).toBe(9);
    tracker.leave(10);
    expect(tracker.joined).toBe(false);
    expect(tracker.join(25, 250)).toBe(15);
    expect(tracker.receive(25, 250)).toBeUndefined();
  });

  it('counts every message once over drops, leaving and joining again', () => {
    const lives = fc.array(fc.record({ away: fc.nat(30), fate: fates }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lives, (life) => {
        const tracker = createSequenceTracker();
        const sum = { delivered: 0, lost: 0, missed: 0 };
        let sent = 0;
        for (const { away, fate } of life) {
          sent += away;
          const truth = { lost: 0, heard: false };
          for (const what of fate) {
            if (what === 'arrives') {
              if (!tracker.joined) sum.missed += tracker.join(sent, sent);
              sum.lost += lengthOf(tracker.receive(sent, sent));
              sum.delivered += 1;
              truth.heard = true;
            } else if (truth.heard) truth.lost += 1;
            sent += 1;
          }
          const lostBefore = sum.lost;
          if (!tracker.joined) sum.missed += tracker.join(sent, sent);
          sum.lost += lengthOf(tracker.close(sent, sent));
          expect(sum.lost).toBeGreaterThanOrEqual(lostBefore);
          tracker.leave(sent);
        }
        expect(sum.delivered + sum.lost + sum.missed).toBe(sent);
      }),
    );
  });

  it('counts what comes twice or late as disorder, and never as a negative gap', () => {
    const tracker = createSequenceTracker();
    tracker.join(0, 0);
    tracker.receive(5, 5);
    expect(tracker.receive(5, 5)).toBeUndefined();
    expect(tracker.receive(2, 5)).toBeUndefined();
    expect(tracker.close(3, 9)).toBeUndefined();
    expect(tracker.disorder).toBe(2);
    expect(tracker.last).toBe(5);
  });
});
