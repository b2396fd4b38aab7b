/**
 * The Lab's header: 24 bytes near the end of a message's first frame, so that a topic can stand at its start.
 *
 * u32 words, little endian: magic | run; stream; sequence low; sequence high (16 bits) | kind << 16; send time in
 * microseconds since the engine's epoch, low; high. The first word stands at the last 4-byte boundary that leaves room.
 */
export const headerBytes = 24;
const headerWords = 6;
const magic = 0x4857;
const twoTo32 = 4_294_967_296;

/** `data` is traffic; `marker` closes a flow: its sequence is the one that would have been next. */
export const kindData = 0;
export const kindMarker = 1;

/** Where the header of a first frame of so many bytes begins. */
export const headerOffset = (frameBytes: number): number => (frameBytes - headerBytes) & ~3;

/** Writes a header at word `at` of a slab; the caller counts words, so that no view is made per message. */
export function writeHeader(
  words: Uint32Array,
  at: number,
  run: number,
  stream: number,
  sequence: number,
  kind: number,
  sentAtUs: number,
): void {
  const sequenceHigh = Math.floor(sequence / twoTo32);
  const timeHigh = Math.floor(sentAtUs / twoTo32);
  words[at] = ((magic << 16) | run) >>> 0;
  words[at + 1] = stream;
  words[at + 2] = sequence - sequenceHigh * twoTo32;
  words[at + 3] = sequenceHigh | (kind << 16);
  words[at + 4] = sentAtUs - timeHigh * twoTo32;
  words[at + 5] = timeHigh;
}

export const headerWordCount = headerWords;

/** The fields of the last header read; one object that is reused, since it is filled for every message. */
export interface HeaderFields {
  stream: number;
  sequence: number;
  kind: number;
  sentAtUs: number;
}

/** Reads the header of a first frame into `into`; false when the frame is not one of this run's. */
export function readHeader(frame: Buffer, run: number, into: HeaderFields): boolean {
  const length = frame.length;
  if (length < headerBytes) return false;
  const at = headerOffset(length);
  if (frame.readUInt32LE(at) !== ((magic << 16) | run) >>> 0) return false;
  const high = frame.readUInt32LE(at + 12);
  into.stream = frame.readUInt32LE(at + 4);
  into.sequence = frame.readUInt32LE(at + 8) + (high & 0xffff) * twoTo32;
  into.kind = high >>> 16;
  into.sentAtUs = frame.readUInt32LE(at + 16) + frame.readUInt32LE(at + 20) * twoTo32;
  return true;
}

/** Whether a frame carries a header of this run. */
export const hasHeader = (frame: Buffer, run: number): boolean =>
  frame.length >= headerBytes && frame.readUInt32LE(headerOffset(frame.length)) === ((magic << 16) | run) >>> 0;

/** Gives a forwarded frame its place in another stream; magic, run and kind stay. */
export function restampHeader(frame: Buffer, stream: number, sequence: number, sentAtUs: number): void {
  const at = headerOffset(frame.length);
  const sequenceHigh = Math.floor(sequence / twoTo32);
  const timeHigh = Math.floor(sentAtUs / twoTo32);
  frame.writeUInt32LE(stream, at + 4);
  frame.writeUInt32LE(sequence - sequenceHigh * twoTo32, at + 8);
  frame.writeUInt16LE(sequenceHigh, at + 12);
  frame.writeUInt32LE(sentAtUs - timeHigh * twoTo32, at + 16);
  frame.writeUInt32LE(timeHigh, at + 20);
}
