import { Beginning } from '../../shared/zmtp/beginning.ts';
import type { RunReader } from '../../shared/zmtp/run-folder.ts';
import type { FrameEvent } from '../../shared/zmtp/zmtp-event.ts';
import type { SubscriptionSet } from './subscription-set.ts';
import { type TopicEntry, TopicTable } from './topic-table.ts';

const maxTopicBytes = 64;
const space = 0x20;

/** Finds the topics of messages, given one by one or in runs, and counts them. */
export class TopicCounter implements RunReader {
  /** This side publishes: messages of one frame have a topic, too. */
  wantsSingleFrames = false;
  beginning: Beginning | undefined;
  readonly #table = new TopicTable();
  /** What the other side wants to hear. */
  readonly #subscriptions: SubscriptionSet;
  #subscriptionsVersion = 0;
  /** How many first bytes of the last message decided on its topic; 0 if they would not for another message. */
  #telling = 0;
  /** Of the message read last. */
  #entry: TopicEntry | undefined;

  constructor(subscriptions: SubscriptionSet) {
    this.#subscriptions = subscriptions;
  }

  /** To be called before messages are read: tells whether subscriptions have changed. */
  refresh(): boolean {
    if (this.#subscriptionsVersion === this.#subscriptions.version) return false;
    this.#subscriptionsVersion = this.#subscriptions.version;
    this.beginning = undefined;
    return true;
  }

  /** The first frame of a message; its other frames' bytes are added by the caller. */
  countFrame({ body, bodyStart, bodyEnd, size, more }: FrameEvent): TopicEntry | undefined {
    if (!this.wantsSingleFrames && (bodyEnd === bodyStart || !more)) return undefined;
    const end = more ? Math.min(bodyEnd, bodyStart + maxTopicBytes) : this.#topicEnd(body, bodyStart, bodyEnd);
    return this.#table.count(body, bodyStart, end, size);
  }

  read(bytes: Uint8Array, start: number, end: number, size: number, more: boolean): void {
    if (end === start && !this.wantsSingleFrames) return;
    const topicEnd = more ? Math.min(end, start + maxTopicBytes) : this.#topicEnd(bytes, start, end);
    const entry = this.#table.count(bytes, start, topicEnd, size);
    if (!more) this.#expect(entry, bytes, start);
  }

  readAlike(messages: number, bytes: number): void {
    if (this.#entry === undefined) return;
    this.#entry.messages += messages;
    this.#entry.bytes += bytes;
  }

  view(): ReturnType<TopicTable['view']> {
    return this.#table.view();
  }

  /** A message of one frame has its topic in front of its content: the subscription that it matches, or its first word. */
  #topicEnd(body: Uint8Array, bodyStart: number, bodyEnd: number): number {
    const end = Math.min(bodyEnd, bodyStart + maxTopicBytes);
    const matched = this.#subscriptions.longestMatch(body, bodyStart, bodyEnd);
    if (matched > 0) {
      this.#telling = Math.min(matched, maxTopicBytes);
      return bodyStart + this.#telling;
    }
    let at = bodyStart;
    while (at < end && body[at] !== space) at += 1;
    this.#telling = at < end ? at + 1 - bodyStart : 0;
    return at;
  }

  /** As a rule the next messages have the same topic: they need not be read if their first bytes tell. */
  #expect(entry: TopicEntry, bytes: Uint8Array, start: number): void {
    if (this.#telling > 0 && entry.subscriptionsVersion !== this.#subscriptionsVersion) {
      const end = start + this.#telling;
      entry.subscriptionsVersion = this.#subscriptionsVersion;
      entry.beginning = this.#subscriptions.goOnAfter(bytes, start, end) ? undefined : new Beginning(bytes, start, end);
    }
    this.#entry = entry;
    this.beginning = entry.subscriptionsVersion === this.#subscriptionsVersion ? entry.beginning : undefined;
  }
}
