import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type HeaderFields,
  headerBytes,
  headerOffset,
  headerWordCount,
  kindMarker,
  readHeader,
  writeHeader,
} from '../../../../../electron/engine/message/header.ts';

const fields = fc.record({
  stream: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  sequence: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  kind: fc.integer({ min: 0, max: 0xffff }),
  sentAtUs: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
});
const runs = fc.integer({ min: 0, max: 0xffff });
const sizes = fc.integer({ min: headerBytes, max: 300 });

const blank = (): HeaderFields => ({ stream: -1, sequence: -1, kind: -1, sentAtUs: -1 });

/** A frame of `bytes` noise with a header where it belongs. */
function frameWith(bytes: number, run: number, header: HeaderFields): Buffer {
  const store = new ArrayBuffer((bytes + 7) & ~7);
  const frame = Buffer.from(store).fill(0xa5);
  const { stream, sequence, kind, sentAtUs } = header;
  writeHeader(new Uint32Array(store), headerOffset(bytes) >> 2, run, stream, sequence, kind, sentAtUs);
  return frame.subarray(0, bytes);
}

describe('the header', () => {
  it('comes back as it was written, in frames of any size', () => {
    fc.assert(
      fc.property(sizes, runs, fields, (bytes, run, header) => {
        const read = blank();
        expect(readHeader(frameWith(bytes, run, header), run, read)).toBe(true);
        expect(read).toEqual(header);
      }),
    );
  });

  it('has the layout that its documentation tells programs outside', () => {
    const frame = frameWith(24, 0x1234, { stream: 7, sequence: 2 ** 40 + 5, kind: kindMarker, sentAtUs: 2 ** 33 + 9 });
    const words = Array.from({ length: headerWordCount }, (_, index) => frame.readUInt32LE(index * 4));
    expect(words).toEqual([0x48571234, 7, 5, (2 ** 8) | (1 << 16), 9, 2]);
  });

  it('touches no byte outside its own 24', () => {
    fc.assert(
      fc.property(sizes, runs, fields, (bytes, run, header) => {
        const frame = frameWith(bytes, run, header);
        const at = headerOffset(bytes);
        const around = [...frame.subarray(0, at), ...frame.subarray(at + headerBytes)];
        expect(around.every((byte) => byte === 0xa5)).toBe(true);
      }),
    );
  });

  it('stands on a 4-byte boundary with at most 3 bytes behind it', () => {
    fc.assert(
      fc.property(fc.integer({ min: headerBytes, max: 1 << 20 }), (bytes) => {
        const at = headerOffset(bytes);
        expect(at % 4).toBe(0);
        expect(bytes - at - headerBytes).toBeGreaterThanOrEqual(0);
        expect(bytes - at - headerBytes).toBeLessThan(4);
      }),
    );
  });

  it('is not seen in a message of another run, and leaves the last fields alone', () => {
    fc.assert(
      fc.property(sizes, runs, runs, fields, (bytes, run, other, header) => {
        fc.pre(run !== other);
        const read = blank();
        expect(readHeader(frameWith(bytes, run, header), other, read)).toBe(false);
        expect(read).toEqual(blank());
      }),
    );
  });

  it('is not seen in arbitrary bytes, nor in frames too short for it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), runs, (bytes, run) => {
        const frame = Buffer.from(bytes);
        const marked =
          frame.length >= headerBytes &&
          frame.readUInt32LE(headerOffset(frame.length)) === ((0x4857 << 16) | run) >>> 0;
        expect(readHeader(frame, run, blank())).toBe(marked);
      }),
    );
  });
});
