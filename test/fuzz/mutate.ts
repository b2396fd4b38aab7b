/** A small generator (mulberry32): the same seed gives the same inputs on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

export const maxInputBytes = 1024;

/** Bytes that mean something in ZMTP: flags, lengths at their limits, the signature, subscription marks. */
const telling = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x7f, 0x80, 0xfe, 0xff];
const longLengths = [
  [0, 0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 1],
  [0, 0, 0, 0, 0, 0, 1, 0],
  [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
  [0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
];

/** An input to work on: a buffer of fixed size and how much of it is used. */
export interface FuzzInput {
  readonly bytes: Uint8Array;
  length: number;
}

/** Makes `input` a mutant of one of the `corpus`, spliced with another now and then. */
export function mutateInto(input: FuzzInput, corpus: readonly Uint8Array[], random: () => number): void {
  const below = (limit: number): number => random() % Math.max(1, limit);
  const seed = corpus[below(corpus.length)] ?? new Uint8Array(0);
  input.length = 0;
  insert(input, 0, seed);
  for (let rounds = below(6); rounds > 0; rounds -= 1) {
    const mutation = mutations[below(mutations.length)];
    mutation?.(input, below, corpus);
  }
}

type Mutation = (input: FuzzInput, below: (limit: number) => number, corpus: readonly Uint8Array[]) => void;

const mutations: readonly Mutation[] = [
  (input, below) => put(input, below(input.length), below(256)),
  (input, below) => put(input, below(input.length), telling[below(telling.length)] ?? 0),
  (input, below) => put(input, below(input.length), (input.bytes[below(input.length)] ?? 0) ^ (1 << below(8))),
  (input, below) => insert(input, below(input.length + 1), [below(256)]),
  (input, below) => insert(input, below(input.length + 1), [2, ...(longLengths[below(longLengths.length)] ?? [])]),
  overwriteLength,
  (input, below) => remove(input, below(input.length), 1 + below(16)),
  (input, below) => remove(input, below(input.length + 1), input.length),
  (input, below) => insertPart(input, below, input.bytes.slice(0, input.length)),
  (input, below, corpus) => insertPart(input, below, corpus[below(corpus.length)] ?? new Uint8Array(0)),
];

function overwriteLength(input: FuzzInput, below: (limit: number) => number): void {
  const at = below(input.length);
  const length = longLengths[below(longLengths.length)] ?? [];
  for (const [index, byte] of length.entries()) put(input, at + index, byte);
}

function insertPart(input: FuzzInput, below: (limit: number) => number, from: Uint8Array): void {
  const start = below(from.length);
  insert(input, below(input.length + 1), from.subarray(start, start + 1 + below(64)));
}

function put(input: FuzzInput, at: number, byte: number): void {
  if (at < input.length) input.bytes[at] = byte;
}

function insert(input: FuzzInput, at: number, part: ArrayLike<number>): void {
  const length = Math.min(part.length, maxInputBytes - input.length);
  input.bytes.copyWithin(at + length, at, input.length);
  for (let index = 0; index < length; index += 1) input.bytes[at + index] = part[index] ?? 0;
  input.length += length;
}

function remove(input: FuzzInput, at: number, count: number): void {
  const end = Math.min(input.length, at + count);
  input.bytes.copyWithin(at, end, input.length);
  input.length -= Math.max(0, end - at);
}
