import { encode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { GapTracker } from '../../../../electron/tap/gap-tracker.ts';
import { createSequenceReader } from '../../../../electron/tap/sequence-reader.ts';
import { parseSequenceSpec, type SequenceSpec } from '../../../../electron/tap/sequence-spec.ts';
import type { FrameEvent } from '../../../../shared/zmtp/zmtp-event.ts';

const spec = (text: string): SequenceSpec => {
  const parsed = parseSequenceSpec(text, '--sequence');
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.value;
};

const read = (text: string, bytes: Uint8Array): number | undefined =>
  createSequenceReader(spec(text))(bytes, 0, bytes.length, true);

const frame = (body: Uint8Array, index = 0, more = false, size = body.length): FrameEvent => ({
  kind: 'frame',
  atMs: 0,
  size,
  more,
  index,
  sealed: false,
  command: false,
  body,
  bodyStart: 0,
  bodyEnd: body.length,
});

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

describe('parseSequenceSpec', () => {
  it('takes frame and topic', () => {
    expect(spec('8:u64be@2#topic')).toEqual({
      frame: 2,
      perTopic: true,
      place: { kind: 'offset', offset: 8, format: 'u64be' },
    });
    expect(spec('json:a.b')).toEqual({ frame: undefined, perTopic: false, place: { kind: 'json', path: ['a', 'b'] } });
  });

  it.each(['', '0', '0:u33', 'x:u8', '-1:u8', '9999:u8', 'json:', 'json:a..b', 'xml:a', '0:u8@', '0:u8#key'])(
    'refuses %j',
    (text) => {
      const parsed = parseSequenceSpec(text, '--sequence');
      expect(parsed.ok ? '' : parsed.problem.message).toMatch(/^--sequence: expected .*, found "/);
    },
  );
});

describe('createSequenceReader', () => {
  const bytes = Buffer.from([9, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0]);
  it.each([
    ['0:u8', 9],
    ['1:u16le', 0x0201],
    ['1:u16be', 0x0102],
    ['1:u32le', 0x04030201],
    ['1:u32be', 0x01020304],
    ['7:u64le', 0x0807],
    ['1:u64le', undefined],
    ['12:u32le', undefined],
    ['1000:u8', undefined],
  ])('reads %s', (text, value) => {
    expect(read(text, bytes)).toBe(value);
  });

  it('reads doubles, digits, JSON and MessagePack', () => {
    const double = Buffer.alloc(8);
    double.writeDoubleBE(42);
    expect(read('0:f64be', double)).toBe(42);
    expect(read('4:text', Buffer.from('seq=  1234;'))).toBe(1234);
    expect(read('json:head.seq', Buffer.from('{"head":{"seq":7}}'))).toBe(7);
    expect(read('msgpack:head.seq', encode({ head: { seq: 8 } }))).toBe(8);
    expect(read('msgpack:1', encode(['prices', 9]))).toBe(9);
  });

  it.each([
    ['json:seq', '{"seq":'],
    ['json:seq', '{"seq":-1}'],
    ['json:seq', '{"seq":1.5}'],
    ['json:seq', '{"seq":"1"}'],
    ['json:constructor.length', '{}'],
    ['json:a.b', 'null'],
    ['0:text', 'abc'],
  ])('finds no number with %s in %s', (text, body) => {
    expect(read(text, Buffer.from(body))).toBeUndefined();
  });

  it('does not read a JSON body that was cut', () => {
    expect(createSequenceReader(spec('json:seq'))(Buffer.from('{"seq":7}'), 0, 9, false)).toBeUndefined();
  });
});

describe('GapTracker', () => {
  it('counts gaps exactly, and numbers that go backwards apart', () => {
    const tracker = new GapTracker(spec('0:u32le'));
    for (const [atMs, number] of [5, 6, 9, 10, 3, 4, 4, 8].entries()) tracker.onFrame(frame(u32(number)), atMs);
    expect(tracker.view()).toEqual({
      perTopic: false,
      read: 8,
      unreadable: 0,
      gaps: 2,
      missing: 5,
      backwards: 2,
      last: 8,
      ranges: [
        { topic: null, fromSequence: 7, toSequence: 8, atMs: 2 },
        { topic: null, fromSequence: 5, toSequence: 7, atMs: 7 },
      ],
      rangesOmitted: 0,
    });
  });

  it('reads the last frame unless told which, and counts messages without it', () => {
    const last = new GapTracker(spec('0:u32le'));
    const third = new GapTracker(spec('0:u32le@2'));
    for (const tracker of [last, third]) {
      tracker.onFrame(frame(Buffer.from('topic'), 0, true), 0);
      tracker.onFrame(frame(u32(1), 1), 0);
    }
    expect(last.view()).toMatchObject({ read: 1, unreadable: 0, last: 1 });
    expect(third.view()).toMatchObject({ read: 0, unreadable: 1 });
  });

  it('does not miss the numbers of bodies that are too long to be read', () => {
    const tracker = new GapTracker(spec('json:seq'));
    const send = (number: number, size?: number): void =>
      tracker.onFrame(frame(Buffer.from(`{"seq":${number}}`), 0, false, size), 0);
    for (const number of [1, 2]) send(number);
    for (const number of [3, 4]) send(number, 100_000);
    send(5);
    expect(tracker.view()).toMatchObject({ read: 3, unreadable: 2, gaps: 0, missing: 0 });
    send(6, 100_000);
    send(9);
    expect(tracker.view()).toMatchObject({ read: 4, unreadable: 3, gaps: 1, missing: 2 });
    send(11);
    expect(tracker.view()).toMatchObject({ gaps: 2, missing: 3 });
  });

  it.each([
    ['0:u8', 1, 255],
    ['0:u16be', 2, 65_535],
    ['0:u32le', 4, 2 ** 32 - 1],
  ])('takes no counter of %s for one that goes backwards when it is full', (text, width, most) => {
    const tracker = new GapTracker(spec(text));
    const bytesOf = (number: number): Buffer => {
      const bytes = Buffer.alloc(width);
      if (text.endsWith('le')) bytes.writeUIntLE(number, 0, width);
      else bytes.writeUIntBE(number, 0, width);
      return bytes;
    };
    for (const number of [most - 1, most, 0, 1]) tracker.onFrame(frame(bytesOf(number)), 0);
    expect(tracker.view()).toMatchObject({ read: 4, gaps: 0, backwards: 0 });
    for (const number of [most - 1, 0]) tracker.onFrame(frame(bytesOf(number)), 0);
    expect(tracker.view()).toMatchObject({ gaps: 1, backwards: 1 });
  });

  it('follows each topic by itself', () => {
    const tracker = new GapTracker(spec('0:u32le#topic'));
    const send = (topic: string, number: number): void => {
      tracker.onFrame(frame(Buffer.from(topic), 0, true), 0);
      tracker.onFrame(frame(u32(number), 1), 0);
    };
    for (const number of [1, 2, 3]) for (const topic of ['a', 'b']) send(topic, number);
    expect(tracker.view()).toMatchObject({ read: 6, gaps: 0 });
    send('b', 6);
    expect(tracker.view()).toMatchObject({ missing: 2, ranges: [{ topic: 'b', fromSequence: 4, toSequence: 5 }] });
  });

  it('takes for the topic of a message of one frame what stands before its number, up to a space', () => {
    const tracker = new GapTracker(spec('7:u32le#topic'));
    const send = (topic: string, number: number): void =>
      tracker.onFrame(frame(Buffer.concat([Buffer.from(topic), u32(number)])), 0);
    for (const number of [1, 2, 3, 32, 33]) for (const topic of ['prices ', 'trades ', 'a b    ']) send(topic, number);
    expect(tracker.view()).toMatchObject({ read: 15, gaps: 3, missing: 3 * 28 });
    expect(tracker.view().ranges.map(({ topic }) => topic)).toEqual(['prices', 'trades', 'a']);
  });

  it('counts all messages together whose number is the first thing in them', () => {
    const tracker = new GapTracker(spec('0:u32le#topic'));
    for (const number of [1, 2, 5]) tracker.onFrame(frame(u32(number)), 0);
    expect(tracker.view()).toMatchObject({ read: 3, gaps: 1, missing: 2 });
  });
});
