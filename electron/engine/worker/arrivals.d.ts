/**
 * Which messages of a stream that several receivers share have arrived: one bit each, in a ring over the newest
 * `arrivalWindow` sequences. Receivers set bits; the sender clears a word before it numbers messages into it.
 */
export declare const arrivalWindow: number;
export declare const arrivalBytes: number;
export declare function markArrived(bits: Int32Array, sequence: number): void;
export declare function hasArrived(bits: Int32Array, sequence: number): boolean;
/** Called before `sequence` is sent; clears its word when it is the first of one. */
export declare function prepareArrival(bits: Int32Array, sequence: number): void;
/** How many of the sequences from `from` (inclusive) to `to` (exclusive) have not arrived. */
export declare function countMissing(bits: Int32Array, from: number, to: number): number;
