import type { SequenceTally } from '../../shared/tap/tap-view.ts';
import type { FrameEvent } from '../../shared/zmtp/zmtp-event.ts';
import { readable } from './readable.ts';
import { createSequenceReader, highestNumber, type SequenceReader } from './sequence-reader.ts';
import type { SequenceSpec } from './sequence-spec.ts';

const maxRanges = 20;
const maxFollowedTopics = 1000;
const space = 0x20;

interface Counter {
  last: number;
  /** Since then: bodies that were too long to be read, each of which may have had a number. */
  hidden: number;
}

/** Follows the user's own counters in one direction of one connection. */
export class GapTracker {
  readonly #spec: SequenceSpec;
  readonly #read: SequenceReader;
  readonly #highest: number | undefined;
  readonly #counters = new Map<string, Counter>();
  readonly #ranges: SequenceTally['ranges'][number][] = [];
  #topic = '';
  #numbers = 0;
  #unreadable = 0;
  #gaps = 0;
  #missing = 0;
  #backwards = 0;
  #last: number | null = null;

  constructor(spec: SequenceSpec) {
    this.#spec = spec;
    this.#read = createSequenceReader(spec);
    this.#highest = highestNumber(spec);
  }

  /** `atMs`: since the tap began. */
  onFrame(frame: FrameEvent, atMs: number): void {
    const { index, more } = frame;
    const wanted = this.#spec.frame ?? (more ? -1 : index);
    if (this.#spec.perTopic && index === 0)
      this.#topic = readable(topicIn(frame, wanted === 0 ? this.#spec : undefined));
    if (index === wanted) this.#look(frame, atMs);
    else if (!more && index < wanted) this.#unreadable += 1;
  }

  /** What passes from now on is another choice than before: no number is expected. */
  restart(): void {
    this.#counters.clear();
  }

  view(): SequenceTally {
    return {
      perTopic: this.#spec.perTopic,
      read: this.#numbers,
      unreadable: this.#unreadable,
      gaps: this.#gaps,
      missing: this.#missing,
      backwards: this.#backwards,
      last: this.#last,
      ranges: [...this.#ranges],
      rangesOmitted: this.#gaps - this.#ranges.length,
    };
  }

  #look({ body, bodyStart, bodyEnd, size }: FrameEvent, atMs: number): void {
    const whole = bodyEnd - bodyStart === size;
    const number = this.#read(body, bodyStart, bodyEnd, whole);
    const counter = this.#counters.get(this.#topic);
    if (number === undefined || (counter === undefined && this.#counters.size >= maxFollowedTopics)) {
      this.#unreadable += 1;
      if (counter !== undefined && !whole && this.#spec.place.kind !== 'offset') counter.hidden += 1;
      return;
    }
    this.#numbers += 1;
    this.#last = number;
    if (counter === undefined) this.#counters.set(this.#topic, { last: number, hidden: 0 });
    else this.#follow(counter, number, atMs);
  }

  #follow(counter: Counter, number: number, atMs: number): void {
    const { last, hidden } = counter;
    counter.last = number;
    counter.hidden = 0;
    if (number === 0 && last === this.#highest) return;
    if (number <= last) this.#backwards += 1;
    else if (number - last - 1 > hidden) this.#addGap(last + 1, number - 1, hidden, atMs);
  }

  #addGap(fromSequence: number, toSequence: number, hidden: number, atMs: number): void {
    this.#gaps += 1;
    this.#missing += toSequence - fromSequence + 1 - hidden;
    if (this.#ranges.length >= maxRanges) return;
    this.#ranges.push({ topic: this.#spec.perTopic ? this.#topic : null, fromSequence, toSequence, atMs });
  }
}

/** The first frame; where the number is in it as well, what stands before that, up to a space. */
function topicIn({ body, bodyStart, bodyEnd }: FrameEvent, numbered: SequenceSpec | undefined): Uint8Array {
  const frame = body.subarray(bodyStart, bodyEnd);
  if (numbered === undefined) return frame;
  const before = frame.subarray(0, numbered.place.kind === 'offset' ? numbered.place.offset : 0);
  const end = before.indexOf(space);
  return end < 0 ? before : before.subarray(0, end);
}
