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
  /** Another number after every change. */
  version = 0;

  add(topic: Uint8Array): void {
    this.#onChange();
    const key = Buffer.from(topic).toString('latin1');
    const known = this.#topics.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#topics.size < maxSubscriptions) this.#topics.set(key, { topic, count: 1 });
    else this.#omitted += 1;
  }

  remove(topic: Uint8Array): void {
    this.#onChange();
    const key = Buffer.from(topic).toString('latin1');
    const known = this.#topics.get(key);
    if (known === undefined) this.#omitted = Math.max(0, this.#omitted - 1);
    else if (known.count > 1) known.count -= 1;
    else this.#topics.delete(key);
  }

  /** Length of the longest subscription that `bytes[start..end)` begins with; 0 if none does. */
  longestMatch(bytes: Uint8Array, start: number, end: number): number {
    for (const topic of this.#matched())
      if (topic.length <= end - start && isAt(topic, bytes, start, topic.length)) return topic.length;
    return 0;
  }

  /** Whether a subscription begins with `bytes[start..end)` and is longer. */
  goOnAfter(bytes: Uint8Array, start: number, end: number): boolean {
    return this.#matched().some((topic) => topic.length > end - start && isAt(topic, bytes, start, end - start));
  }

  view(): { readonly subscriptions: readonly string[]; readonly subscriptionsOmitted: number } {
    const topics = [...this.#topics.values()].slice(0, 50).map(({ topic }) => readable(topic));
    return { subscriptions: topics, subscriptionsOmitted: this.#topics.size - topics.length + this.#omitted };
  }

  #onChange(): void {
    this.version += 1;
    this.#prefixes = undefined;
  }

  /** The longest first. */
  #matched(): readonly Uint8Array[] {
    if (this.#prefixes === undefined) {
      const topics = this.#topics.size > maxMatched ? [] : [...this.#topics.values()].map(({ topic }) => topic);
      this.#prefixes = topics.filter(({ length }) => length > 0).sort((one, other) => other.length - one.length);
    }
    return this.#prefixes;
  }
}

/** Whether the first `length` bytes of `topic` are at `bytes[start]`. From the back: topics differ there, and begin alike. */
function isAt(topic: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  for (let index = length - 1; index >= 0; index -= 1) if (topic[index] !== bytes[start + index]) return false;
  return true;
}
