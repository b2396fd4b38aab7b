import type { SequenceTally } from '../../shared/tap/tap-view.ts';
import type { FrameEvent } from '../../shared/zmtp/zmtp-event.ts';
import { readable } from './readable.ts';
import { createSequenceReader, type SequenceReader } from './sequence-reader.ts';
import type { SequenceSpec } from './sequence-spec.ts';

const maxRanges = 20;
const maxFollowedTopics = 1000;
const space = 0x20;

/** Follows the user's own counters in one direction of one connection. */
export class GapTracker {
  readonly #spec: SequenceSpec;
  readonly #read: SequenceReader;
  readonly #lastByTopic = new Map<string, number>();
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
  }

  /** `atMs`: since the tap began. */
  onFrame(frame: FrameEvent, atMs: number): void {
    const { body, bodyStart, bodyEnd, size, index, more } = frame;
    const wanted = this.#spec.frame ?? (more ? -1 : index);
    if (this.#spec.perTopic && index === 0)
      this.#topic = readable(topicIn(frame, wanted === 0 ? this.#spec : undefined));
    if (index === wanted) this.#follow(this.#read(body, bodyStart, bodyEnd, bodyEnd - bodyStart === size), atMs);
    else if (!more && index < wanted) this.#unreadable += 1;
  }

  view(): SequenceTally {
    return {
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

  #follow(number: number | undefined, atMs: number): void {
    if (number === undefined) {
      this.#unreadable += 1;
      return;
    }
    const last = this.#lastByTopic.get(this.#topic);
    if (last === undefined && this.#lastByTopic.size >= maxFollowedTopics) {
      this.#unreadable += 1;
      return;
    }
    this.#numbers += 1;
    this.#last = number;
    this.#lastByTopic.set(this.#topic, number);
    if (last === undefined || number === last + 1) return;
    if (number <= last) this.#backwards += 1;
    else this.#addGap(last + 1, number - 1, atMs);
  }

  #addGap(fromSequence: number, toSequence: number, atMs: number): void {
    this.#gaps += 1;
    this.#missing += toSequence - fromSequence + 1;
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
