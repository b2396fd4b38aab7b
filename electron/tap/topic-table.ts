import type { TopicCount } from '../../shared/tap/tap-view.ts';
import { copyBytes } from '../../shared/zmtp/copy-bytes.ts';
import { readable } from './readable.ts';

export interface TopicEntry {
  readonly topic: Uint8Array;
  messages: number;
  bytes: number;
}

const maxTopics = 1000;
const shownTopics = 50;

/** Counts messages per topic without making a string per message. The first `maxTopics` get a line of their own, the rest share one. */
export class TopicTable {
  readonly #byHash = new Map<number, TopicEntry[]>();
  readonly #others: TopicEntry = { topic: new Uint8Array(0), messages: 0, bytes: 0 };
  #size = 0;
  /** As a rule the same topic comes again at once. */
  #last = this.#others;

  /** The line of the topic `bytes[start..end)`, with one message more; the caller adds the bytes. */
  count(bytes: Uint8Array, start: number, end: number): TopicEntry {
    if (this.#last === this.#others || !isSame(this.#last.topic, bytes, start, end))
      this.#last = this.#find(bytes, start, end);
    this.#last.messages += 1;
    return this.#last;
  }

  view(): { readonly topics: readonly TopicCount[]; readonly topicsOmitted: { topics: number; messages: number } } {
    const entries = [...this.#byHash.values()].flat().sort((one, other) => other.messages - one.messages);
    const topics = entries
      .slice(0, shownTopics)
      .map(({ topic, messages, bytes }) => ({ topic: readable(topic), messages, bytes }));
    const hidden = entries.slice(shownTopics).reduce((sum, { messages }) => sum + messages, this.#others.messages);
    return { topics, topicsOmitted: { topics: entries.length - topics.length, messages: hidden } };
  }

  #find(bytes: Uint8Array, start: number, end: number): TopicEntry {
    const hash = hashOf(bytes, start, end);
    const bucket = this.#byHash.get(hash);
    if (bucket !== undefined) for (const known of bucket) if (isSame(known.topic, bytes, start, end)) return known;
    if (this.#size >= maxTopics) return this.#others;
    this.#size += 1;
    const entry = { topic: copyBytes(bytes, start, end), messages: 0, bytes: 0 };
    if (bucket === undefined) this.#byHash.set(hash, [entry]);
    else bucket.push(entry);
    return entry;
  }
}

/** FNV-1a. Whoever makes topics collide makes one bucket of at most `maxTopics` lines. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  return hash;
}

function isSame(topic: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (topic.length !== end - start) return false;
  for (let index = 0; index < topic.length; index += 1) if (topic[index] !== bytes[start + index]) return false;
  return true;
}
