const leastCapacity = 64;

/** The first bytes of something that arrives in pieces. Grows by what really arrives, and not past the limit that each piece comes with. */
export class KeptBytes {
  #bytes: Uint8Array = new Uint8Array(0);
  #length = 0;

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  /** Adds what of `chunk[at..at + length)` there is room for below `limit`. */
  add(chunk: Uint8Array, at: number, length: number, limit: number): void {
    const taken = Math.min(length, limit - this.#length);
    if (taken <= 0) return;
    const needed = this.#length + taken;
    if (needed > this.#bytes.length)
      this.#grow(Math.min(Math.max(needed, this.#bytes.length * 2, leastCapacity), limit));
    this.#bytes.set(chunk.subarray(at, at + taken), this.#length);
    this.#length = needed;
  }

  #grow(capacity: number): void {
    const grown = new Uint8Array(capacity);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
