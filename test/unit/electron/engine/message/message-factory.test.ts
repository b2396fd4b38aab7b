import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HeaderFields, kindData, kindMarker, readHeader } from '../../../../../electron/engine/message/header.ts';
import { createMessageFactory, minimumMessageBytes } from '../../../../../electron/engine/message/message-factory.ts';

const run = 77;
const topics = fc.oneof(
  fc.constant(''),
  fc.string({ minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'grapheme', minLength: 30, maxLength: 200 }),
);
const shapes = fc.record({
  run: fc.constant(run),
  topic: topics,
  size: fc.oneof(
    fc.integer({ min: 0, max: 400 }),
    fc.integer({ min: 65_000, max: 66_000 }),
    fc.integer({ min: 0, max: 70_000 }),
  ),
  frames: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 5 })),
  maySplit: fc.boolean(),
});

const partsOf = (message: Buffer | Buffer[]): Buffer[] => (Array.isArray(message) ? message : [message]);
const bytesOf = (message: Buffer | Buffer[]): number => partsOf(message).reduce((sum, part) => sum + part.length, 0);

function headerOf(message: Buffer | Buffer[]): HeaderFields {
  const read: HeaderFields = { stream: -1, sequence: -1, kind: -1, sentAtUs: -1 };
  const [first] = partsOf(message);
  if (first === undefined || !readHeader(first, run, read)) throw new Error('the first frame has no header');
  return read;
}

describe('createMessageFactory', () => {
  it('makes messages of exactly the size that was asked for, or of the least that holds topic and header', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const factory = createMessageFactory(shape);
        const least = minimumMessageBytes(shape.topic) + shape.frames - 1;
        expect(factory.bytes).toBe(Math.max(shape.size, least));
        expect(bytesOf(factory.stamp(1, 2, 3))).toBe(factory.bytes);
      }),
    );
  });

  it('puts the topic first and the header into the first frame, whatever the shape', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, sequence) => {
        const message = createMessageFactory(shape).stamp(5, sequence, 1_000);
        expect(headerOf(message)).toEqual({ stream: 5, sequence, kind: kindData, sentAtUs: 1_000 });
        const topic = Buffer.from(shape.topic);
        const first = partsOf(message)[0] as Buffer;
        expect(first.subarray(0, topic.length).equals(topic)).toBe(true);
        if (topic.length > 0) expect(first[topic.length]).toBe(0);
      }),
    );
  });

  it('never writes into a frame above 128 bytes again: zeromq.js refers to those until libzmq lets go', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 2, max: 70 }), (shape, count) => {
        const factory = createMessageFactory(shape);
        const held: { readonly part: Buffer; readonly bytes: Buffer }[] = [];
        for (let sequence = 0; sequence < count; sequence += 1) {
          for (const part of partsOf(factory.stamp(1, sequence, sequence))) {
            if (part.length > 128)
              held.push({ part, bytes: part.length > 4_096 ? part.subarray(-64) : Buffer.from(part) });
          }
        }
        for (const { part, bytes } of held) {
          const now = part.length > 4_096 ? part.subarray(-64) : part;
          expect(now.equals(bytes)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps every large message apart over several slabs', () => {
    const factory = createMessageFactory({ run, topic: 'a', size: 20_001, frames: 1, maySplit: true });
    const sent = Array.from({ length: 200 }, (_, sequence) => factory.stamp(3, sequence, sequence * 10));
    expect(sent.map((message) => headerOf(message).sequence)).toEqual([...sent.keys()]);
    expect(sent.map((message) => headerOf(message).sentAtUs)).toEqual([...sent.keys()].map((index) => index * 10));
  });

  it('holds nothing in a fresh large message but topic, header and zeros', () => {
    const factory = createMessageFactory({ run, topic: 'abc', size: 1_000, frames: 1, maySplit: true });
    const zeros = Buffer.alloc(973);
    for (let sequence = 0; sequence < 3_000; sequence += 1) {
      const [frame] = partsOf(factory.stamp(0, sequence, 0)) as [Buffer];
      expect(frame.subarray(3, 976).equals(zeros)).toBe(true);
    }
  });

  it('uses two frames from 64 KiB on, of which the second never changes', () => {
    for (const topic of ['', 'prices', 'x'.repeat(150)]) {
      const factory = createMessageFactory({ run, topic, size: 65_536, frames: 1, maySplit: true });
      const [first, second] = [factory.stamp(1, 0, 0), factory.stamp(1, 1, 0)].map(partsOf) as [Buffer[], Buffer[]];
      expect(first).toHaveLength(2);
      expect(second[1]).toBe(first[1]);
      expect(
        partsOf(createMessageFactory({ run, topic, size: 65_535, frames: 1, maySplit: true }).stamp(1, 0, 0)),
      ).toHaveLength(1);
    }
  });

  it('keeps one frame where the receiver needs one', () => {
    const factory = createMessageFactory({ run, topic: '', size: 70_000, frames: 1, maySplit: false });
    expect(partsOf(factory.stamp(1, 0, 0)).map((part) => part.length)).toEqual([70_000]);
  });

  it('makes as many parts as the scenario asks for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 0, max: 5_000 }), topics, (frames, size, topic) => {
        const parts = partsOf(createMessageFactory({ run, topic, size, frames, maySplit: true }).stamp(1, 0, 0));
        expect(parts).toHaveLength(frames);
        expect(parts.every((part) => part.length > 0)).toBe(true);
      }),
    );
  });

  it('stamps closing markers like messages', () => {
    const factory = createMessageFactory({ run, topic: 'a', size: 300, frames: 1, maySplit: true });
    expect(headerOf(factory.stamp(9, 4_711, 5, kindMarker))).toEqual({
      stream: 9,
      sequence: 4_711,
      kind: kindMarker,
      sentAtUs: 5,
    });
  });
});
