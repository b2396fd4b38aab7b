/**
 * Which messages of a stream that several receivers share have arrived: one bit each, in a ring over the newest
 * `arrivalWindow` sequences. Receivers set bits; the sender clears a word before it numbers messages into it. A process of its
 * own has no part in this memory: see `told-arrivals.ts`.
 */
export const arrivalWindow = 1 << 20;
export const arrivalBytes = arrivalWindow / 8;
/** The rest of the ring is cleared ahead for senders in processes of their own. */
const keptWindow = (arrivalWindow / 4) * 3;

export function markArrived(bits: Int32Array, sequence: number): void {
  const slot = sequence % arrivalWindow;
  Atomics.or(bits, slot >> 5, 1 << (slot & 31));
}

export function hasArrived(bits: Int32Array, sequence: number): boolean {
  const slot = sequence % arrivalWindow;
  return ((bits[slot >> 5] ?? 0) & (1 << (slot & 31))) !== 0;
}

/** Called before `sequence` is sent; clears its word when it is the first of one. */
export function prepareArrival(bits: Int32Array, sequence: number): void {
  const slot = sequence % arrivalWindow;
  if ((slot & 31) === 0) Atomics.store(bits, slot >> 5, 0);
}

/** So many places beyond what has been sent are clear from the start, and kept clear by `clearAhead`. */
export const clearFromStart = arrivalWindow - keptWindow - 64;

/**
 * For a sender that cannot clear: makes room for what it may send before it is heard of again. `clearUntil` is what the call
 * before answered, at first `clearFromStart`.
 */
export function clearAhead(bits: Int32Array, clearUntil: number, sent: number): number {
  const until = Math.floor(sent / 32) * 32 + clearFromStart;
  for (let sequence = clearUntil; sequence < until; sequence += 32) prepareArrival(bits, sequence);
  return Math.max(clearUntil, until);
}

/** How many of the sequences from `from` (inclusive) to `to` (exclusive) have not arrived. */
export function countMissing(bits: Int32Array, from: number, to: number): number {
  let missing = 0;
  for (let sequence = from; sequence < to; ) {
    const slot = sequence % arrivalWindow;
    const inWord = Math.min(32 - (slot & 31), to - sequence);
    const mask = inWord === 32 ? -1 : ((1 << inWord) - 1) << (slot & 31);
    missing += inWord - popCount((bits[slot >> 5] ?? 0) & mask);
    sequence += inWord;
  }
  return missing;
}

/** A run of messages that have not arrived, `to` exclusive. */
export interface MissingRun {
  readonly from: number;
  readonly to: number;
}

/** The messages from `from` to `to` (exclusive) that have not arrived, as runs. */
export function missingRuns(bits: Int32Array, from: number, to: number): readonly MissingRun[] {
  const runs: { from: number; to: number }[] = [];
  for (let sequence = from; sequence < to; sequence += 1) {
    if (hasArrived(bits, sequence)) continue;
    const last = runs[runs.length - 1];
    if (last !== undefined && last.to === sequence) last.to = sequence + 1;
    else runs.push({ from: sequence, to: sequence + 1 });
  }
  return runs;
}

/** The oldest sequence whose bit still means it. */
export const oldestKept = (sent: number): number => Math.max(0, sent - keptWindow);

function popCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
