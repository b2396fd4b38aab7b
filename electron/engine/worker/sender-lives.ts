import { createSequenceTracker, type SequenceTracker } from './sequence-tracker.ts';

/** A life of the sending socket that is over, of which something may still wait in a queue. */
export interface EarlierLife {
  readonly tracker: SequenceTracker;
  /** The sequence at which its successor's life begins: the first that was never its own. */
  readonly until: number;
  /** What had been sent on the flow when its handshake was seen; undefined where that is not known. */
  readonly guess: number | undefined;
  /** When its successor was about to be opened, microseconds: it has sent nothing since. */
  readonly overUs: number;
}

/**
 * One stream at one receiver, over all lives of its sender: a socket that is opened again goes on with the sequence, but what it
 * publishes before its subscribers are there again is missed, not lost, and what its earlier life sent may come after that.
 */
export interface SenderLives {
  readonly tracker: SequenceTracker;
  /** Where the life of now begins. */
  readonly from: number;
  /** The newest sequence received in any life; -1 before the first. */
  readonly newest: number;
  /** Lives that are over and not settled, oldest first. */
  readonly earlier: readonly EarlierLife[];
  /** The sender is about to be opened again, and its next message will be `from`. */
  renew(from: number, guess: number | undefined, nowUs: number): void;
  /** The earlier life that a sequence below `from` belongs to; undefined when it is settled. */
  lifeOf(sequence: number): EarlierLife | undefined;
  /** Nothing comes of the earlier lives any more: takes them out. */
  takeEarlier(): readonly EarlierLife[];
}

export function createSenderLives(): SenderLives {
  let tracker = createSequenceTracker();
  let from = 0;
  let earlier: EarlierLife[] = [];
  return {
    get tracker() {
      return tracker;
    },
    get from() {
      return from;
    },
    get newest() {
      return tracker.joined ? tracker.last : Math.max(-1, ...earlier.map((life) => life.tracker.last));
    },
    get earlier() {
      return earlier;
    },
    renew(next, guess, nowUs) {
      if (next <= from) return;
      from = next;
      if (tracker.last < next - 1) earlier.push({ tracker, until: next, guess, overUs: nowUs });
      tracker = createSequenceTracker(next);
    },
    lifeOf: (sequence) => earlier.find(({ until }) => sequence < until),
    takeEarlier() {
      const taken = earlier;
      earlier = [];
      return taken;
    },
  };
}
