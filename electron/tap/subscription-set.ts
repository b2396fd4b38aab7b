import { readable } from './readable.ts';

const maxSubscriptions = 1000;
/** More than these are not tried against every message. */
const maxMatched = 32;

/** What one side has subscribed to; counted as libzmq does, where each CANCEL takes one SUBSCRIBE back. */
export class SubscriptionSet {
  readonly #topics = new Map<string, { readonly topic: Uint8Array; count: number }>();
  /** Those that say more than `everything`; undefined after a change. */
  #prefixes: readonly Uint8Array[] | undefined;
  #omitted = 0;
  /** Subscriptions ever made. */
  made = 0;

  add(topic: Uint8Array): void {
    this.made += 1;
    this.#prefixes = undefined;
    const key = Buffer.from(topic).toString('latin1');
    const known = this.#topics.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#topics.size < maxSubscriptions) this.#topics.set(key, { topic, count: 1 });
    else this.#omitted += 1;
  }

  remove(topic: Uint8Array): void {
    this.#prefixes = undefined;
    const key = Buffer.from(topic).toString('latin1');
    const known = this.#topics.get(key);
    if (known === undefined) this.#omitted = Math.max(0, this.#omitted - 1);
    else if (known.count > 1) known.count -= 1;
    else this.#topics.delete(key);
  }

  /** Length of the longest subscription that `bytes[start..end)` begins with; 0 if none does. */
  longestMatch(bytes: Uint8Array, start: number, end: number): number {
    if (this.#topics.size > maxMatched) return 0;
    this.#prefixes ??= [...this.#topics.values()].map(({ topic }) => topic).filter((topic) => topic.length > 0);
    let longest = 0;
    for (const topic of this.#prefixes) {
      if (topic.length > longest && topic.length <= end - start && beginsWith(bytes, start, topic))
        longest = topic.length;
    }
    return longest;
  }

  view(): { readonly subscriptions: readonly string[]; readonly subscriptionsOmitted: number } {
    const topics = [...this.#topics.values()].slice(0, 50).map(({ topic }) => readable(topic));
    return { subscriptions: topics, subscriptionsOmitted: this.#topics.size - topics.length + this.#omitted };
  }
}

function beginsWith(bytes: Uint8Array, start: number, topic: Uint8Array): boolean {
  for (let index = 0; index < topic.length; index += 1) if (topic[index] !== bytes[start + index]) return false;
  return true;
}
