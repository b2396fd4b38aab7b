/**
 * The Lab's header: 24 bytes near the end of a message's first frame, so that a topic can stand at its start.
 *
 * u32 words, little endian: magic | run; stream; sequence low; sequence high (16 bits) | kind << 16; send time in
 * microseconds since the engine's epoch, low; high. The first word stands at the last 4-byte boundary that leaves room.
 */
export declare const headerBytes = 24;
/** `data` is traffic; `marker` closes a flow: its sequence is the one that would have been next. */
export declare const kindData = 0;
export declare const kindMarker = 1;
/** Where the header of a first frame of so many bytes begins. */
export declare const headerOffset: (frameBytes: number) => number;
/** Writes a header at word `at` of a slab; the caller counts words, so that no view is made per message. */
export declare function writeHeader(
  words: Uint32Array,
  at: number,
  run: number,
  stream: number,
  sequence: number,
  kind: number,
  sentAtUs: number,
): void;
export declare const headerWordCount = 6;
/** The fields of the last header read; one object that is reused, since it is filled for every message. */
export interface HeaderFields {
  stream: number;
  sequence: number;
  kind: number;
  sentAtUs: number;
}
/** Reads the header of a first frame into `into`; false when the frame is not one of this run's. */
export declare function readHeader(frame: Buffer, run: number, into: HeaderFields): boolean;
/** Whether a frame carries a header of this run. */
export declare const hasHeader: (frame: Buffer, run: number) => boolean;
/** Gives a forwarded frame its place in another stream; magic, run and kind stay. */
export declare function restampHeader(frame: Buffer, stream: number, sequence: number, sentAtUs: number): void;
