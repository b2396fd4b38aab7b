import type { TopicCount } from '../../shared/tap/tap-view.ts';
import type { Beginning } from '../../shared/zmtp/beginning.ts';
import { copyBytes } from '../../shared/zmtp/copy-bytes.ts';
import { readable } from './readable.ts';

export interface TopicEntry {
  readonly topic: Uint8Array;
  messages: number;
  bytes: number;
  /** How its messages of one frame begin while the subscriptions are those of `subscriptionsVersion`. */
  beginning: Beginning | undefined;
  subscriptionsVersion: number;
}

const maxTopics = 1000;
const shownTopics = 50;
/** A power of two, of which half stay free. */
const slots = 2048;

/**
 * Counts messages per topic without making a string per message. The first `maxTopics` get a line of their own, the rest share
 * one. Lines are found by a hash with a secret start, so that nobody can choose topics that make the search long.
 */
export class TopicTable {
  readonly #entries: TopicEntry[] = [];
  /** By slot: where the entry stands in the list, from 1 on (0: free), and the hash of its topic. */
  readonly #places = new Uint16Array(slots);
  readonly #hashes = new Int32Array(slots);
  readonly #seed = Math.floor(Math.random() * 2 ** 32) | 0;
  readonly #others = newEntry(new Uint8Array(0));
  /** As a rule the same topic comes again at once. */
  #last = this.#others;

  /** The line of the topic `bytes[start..end)`, with one message of `size` more. */
  count(bytes: Uint8Array, start: number, end: number, size: number): TopicEntry {
    if (this.#last === this.#others || !isSame(this.#last.topic, bytes, start, end))
      this.#last = this.#find(bytes, start, end);
    this.#last.messages += 1;
    this.#last.bytes += size;
    return this.#last;
  }

  view(): { readonly topics: readonly TopicCount[]; readonly topicsOmitted: { topics: number; messages: number } } {
    const entries = this.#entries.toSorted((one, other) => other.messages - one.messages);
    const topics = entries
      .slice(0, shownTopics)
      .map(({ topic, messages, bytes }) => ({ topic: readable(topic), messages, bytes }));
    const hidden = entries.slice(shownTopics).reduce((sum, { messages }) => sum + messages, this.#others.messages);
    return { topics, topicsOmitted: { topics: entries.length - topics.length, messages: hidden } };
  }

  #find(bytes: Uint8Array, start: number, end: number): TopicEntry {
    const hash = hashOf(this.#seed, bytes, start, end);
    for (let slot = hash & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
      const place = this.#places[slot] ?? 0;
      if (place === 0) return this.#add(slot, hash, bytes, start, end);
      if (this.#hashes[slot] !== hash) continue;
      const known = this.#entries[place - 1];
      if (known !== undefined && isSame(known.topic, bytes, start, end)) return known;
    }
  }

  #add(slot: number, hash: number, bytes: Uint8Array, start: number, end: number): TopicEntry {
    if (this.#entries.length >= maxTopics) return this.#others;
    const entry = newEntry(copyBytes(bytes, start, end));
    this.#entries.push(entry);
    this.#places[slot] = this.#entries.length;
    this.#hashes[slot] = hash;
    return entry;
  }
}

const newEntry = (topic: Uint8Array): TopicEntry => ({
  topic,
  messages: 0,
  bytes: 0,
  beginning: undefined,
  subscriptionsVersion: -1,
});

/** Four bytes a step. Not every bit reaches the lowest ones, which choose the slot, before the end. */
function hashOf(seed: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = seed ^ (end - start);
  let at = start;
  for (; at + 4 <= end; at += 4) hash = mixed(hash, wordAt(bytes, at));
  for (; at < end; at += 1) hash = mixed(hash, bytes[at] ?? 0);
  return hash ^ (hash >>> 15);
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);

function mixed(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x85ebca6b);
  return product ^ (product >>> 13);
}

/** From the back: topics differ there, and begin alike. */
function isSame(topic: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (topic.length !== end - start) return false;
  for (let index = topic.length - 1; index >= 0; index -= 1) if (topic[index] !== bytes[start + index]) return false;
  return true;
}
