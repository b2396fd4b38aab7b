/** A hole in a stream's sequence, proven by the message after it. Sequences are inclusive, times are microseconds. */
export interface Gap {
  readonly fromSequence: number;
  readonly toSequence: number;
  readonly sentFromUs: number;
  readonly sentToUs: number;
}

/**
 * Follows one stream at one receiver. Sequences start at 0 and rise by one; what is missing between two received
 * messages is lost, since every ZeroMQ pipe keeps order.
 */
export interface SequenceTracker {
  /** The newest sequence received; -1 before the first. */
  readonly last: number;
  readonly joined: boolean;
  /** First message heard after joining (again) is `sequence`; what lies before it and was not owed, is `missed`. */
  join(sequence: number, sentAtUs: number): number;
  /** A received message; the gap before it, if there is one. */
  receive(sequence: number, sentAtUs: number): Gap | undefined;
  /** A closing marker: everything below `nextSequence` that has not come, is lost. */
  close(nextSequence: number, sentAtUs: number): Gap | undefined;
  /** The receiver left: from `owedUntil` on it owes nothing until it joins again. */
  leave(owedUntil: number): void;
  /** Messages that came twice or out of order; a healthy run has none. */
  readonly disorder: number;
}

/** `from` is the first sequence that can come. */
export function createSequenceTracker(from = 0): SequenceTracker {
  let last = from - 1;
  let lastUs = 0;
  let joined = false;
  let disorder = 0;

  /** What is missing before `next`, which was sent at `sentAtUs` and is itself not part of the gap. */
  const gapBefore = (next: number, sentAtUs: number): Gap | undefined =>
    next > last + 1
      ? { fromSequence: last + 1, toSequence: next - 1, sentFromUs: lastUs, sentToUs: sentAtUs }
      : undefined;

  return {
    get last() {
      return last;
    },
    get joined() {
      return joined;
    },
    get disorder() {
      return disorder;
    },
    join(sequence, sentAtUs) {
      const missed = Math.max(0, sequence - last - 1);
      joined = true;
      last = Math.max(last, sequence - 1);
      lastUs = sentAtUs;
      return missed;
    },
    receive(sequence, sentAtUs) {
      if (sequence <= last) {
        disorder += 1;
        return undefined;
      }
      const gap = gapBefore(sequence, sentAtUs);
      last = sequence;
      lastUs = sentAtUs;
      return gap;
    },
    close(nextSequence, sentAtUs) {
      const gap = gapBefore(nextSequence, sentAtUs);
      if (gap === undefined) return undefined;
      last = nextSequence - 1;
      lastUs = sentAtUs;
      return gap;
    },
    leave(owedUntil) {
      last = Math.max(last, owedUntil - 1);
      joined = false;
    },
  };
}
