import { createSequenceTracker, type SequenceTracker } from './sequence-tracker.ts';

/** What a handshake tells of a stream, until its first message does so exactly: from here on it was owed. */
export interface JoinGuess {
  /** What had been sent of it when the handshake was seen. */
  readonly sent: number;
  readonly atUs: number;
}

/** A life of the sending socket that is over, of which something may still wait in a queue. */
export interface EarlierLife {
  readonly tracker: SequenceTracker;
  /** The sequence at which its successor's life begins: the first that was never its own. */
  readonly until: number;
  /** Undefined where no handshake of that life was seen. */
  readonly guess: JoinGuess | undefined;
  /** How many are taken to have been sent before anybody heard that life, until its first message tells exactly. */
  readonly assumed: number;
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
  /** Of the life of now; undefined until its handshake. */
  guess: JoinGuess | undefined;
  /** Lives that are over and not settled, oldest first. */
  readonly earlier: readonly EarlierLife[];
  /**
   * The sender is about to be opened again, and its next message will be `from`. Answers how many of the life that ends are
   * taken to be missed (of one that was heard: none); undefined when that was known before.
   */
  renew(from: number, nowUs: number): number | undefined;
  /** The earlier life that a sequence below `from` belongs to; undefined when it is settled. */
  lifeOf(sequence: number): EarlierLife | undefined;
  /** Nothing comes of the earlier lives any more: takes them out. */
  takeEarlier(): readonly EarlierLife[];
}

/**
 * Joins a life of a publisher at the first message heard of it, and answers how many went before unheard. Where only the newest
 * message is kept, the first one tells nothing of those before it, and the handshake has to do.
 */
export function joinLife(
  { tracker, guess }: Pick<SenderLives, 'tracker' | 'guess'>,
  first: number,
  sentAtUs: number,
  newestOnly: boolean,
): number {
  return newestOnly && guess !== undefined && guess.sent <= first
    ? tracker.join(guess.sent, guess.atUs)
    : tracker.join(first, sentAtUs);
}

export function createSenderLives(): SenderLives {
  let tracker = createSequenceTracker();
  let from = 0;
  let guess: JoinGuess | undefined;
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
    get guess() {
      return guess;
    },
    set guess(seen) {
      guess = seen;
    },
    get earlier() {
      return earlier;
    },
    renew(next, nowUs) {
      if (next <= from) return undefined;
      from = next;
      // A process that follows a killed one has taken up the life of now already.
      if (tracker.last >= next) return undefined;
      const assumed = tracker.joined ? 0 : Math.max(0, Math.min(guess?.sent ?? next, next) - tracker.last - 1);
      if (tracker.last < next - 1) earlier.push({ tracker, until: next, guess, assumed, overUs: nowUs });
      tracker = createSequenceTracker(next);
      guess = undefined;
      return assumed;
    },
    lifeOf: (sequence) => earlier.find(({ until }) => sequence < until),
    takeEarlier() {
      const taken = earlier;
      earlier = [];
      return taken;
    },
  };
}
