import { readable } from './readable.ts';

const maxSubscriptions = 1000;
/** More than these are not tried against every message. */
const maxMatched = 32;

/**
 * What one side has subscribed to. As in libzmq's XPUB one CANCEL ends it however often it was made: a SUB passes on every
 * SUBSCRIBE, but a CANCEL only with the last of them.
 */
export class SubscriptionSet {
  readonly #topics = new Map<string, Uint8Array>();
  /** Those that say more than `everything`; undefined after a change. */
  #prefixes: readonly Uint8Array[] | undefined;
  #omitted = 0;
  /** Another number after every change. */
  version = 0;

  add(topic: Uint8Array): void {
    this.#onChange();
    const key = Buffer.from(topic).toString('latin1');
    if (this.#topics.has(key) || this.#topics.size < maxSubscriptions) this.#topics.set(key, topic);
    else this.#omitted += 1;
  }

  remove(topic: Uint8Array): void {
    this.#onChange();
    const key = Buffer.from(topic).toString('latin1');
    if (!this.#topics.delete(key)) this.#omitted = Math.max(0, this.#omitted - 1);
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
    const topics = [...this.#topics.values()].slice(0, 50).map(readable);
    return { subscriptions: topics, subscriptionsOmitted: this.#topics.size - topics.length + this.#omitted };
  }

  #onChange(): void {
    this.version += 1;
    this.#prefixes = undefined;
  }

  /** The longest first. */
  #matched(): readonly Uint8Array[] {
    if (this.#prefixes === undefined) {
      const topics = this.#topics.size > maxMatched ? [] : [...this.#topics.values()];
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
