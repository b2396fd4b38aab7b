import { decode } from '@msgpack/msgpack';
import type { NumberFormat, SequenceSpec } from './sequence-spec.ts';

/** Reads the counter out of a frame body `bytes[start..end)`; undefined if there is none. `whole` tells that the body was not cut. */
export type SequenceReader = (bytes: Uint8Array, start: number, end: number, whole: boolean) => number | undefined;

export function createSequenceReader({ place }: SequenceSpec): SequenceReader {
  if (place.kind === 'offset') return (bytes, start, end) => readNumber(bytes, start + place.offset, end, place.format);
  const parse = place.kind === 'json' ? parseJson : decode;
  return (bytes, start, end, whole) => {
    if (!whole) return undefined;
    try {
      return asSequence(valueAt(parse(bytes.subarray(start, end)), place.path));
    } catch {
      return undefined;
    }
  };
}

const parseJson = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString('utf8'));

function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found;
}

const widths: Readonly<Record<NumberFormat, number>> = {
  u8: 1,
  u16le: 2,
  u16be: 2,
  u32le: 4,
  u32be: 4,
  u64le: 8,
  u64be: 8,
  f64le: 8,
  f64be: 8,
  text: 1,
};

/** After this number a counter of its width begins again at 0; undefined where it does not within what can be followed. */
export const highestNumber = ({ place }: SequenceSpec): number | undefined =>
  place.kind === 'offset' && /^u(8|16|32)/.test(place.format) ? 256 ** widths[place.format] - 1 : undefined;

function readNumber(bytes: Uint8Array, at: number, end: number, format: NumberFormat): number | undefined {
  const width = widths[format];
  if (at + width > end) return undefined;
  if (format === 'text') return readDigits(bytes, at, end);
  if (format === 'f64le' || format === 'f64be') {
    return asSequence(new DataView(bytes.buffer, bytes.byteOffset + at, width).getFloat64(0, format === 'f64le'));
  }
  const little = format.endsWith('le');
  let value = 0;
  for (let index = 0; index < width; index += 1)
    value = value * 256 + (bytes[little ? at + width - 1 - index : at + index] ?? 0);
  return asSequence(value);
}

/** A decimal number after any spaces. */
function readDigits(bytes: Uint8Array, at: number, end: number): number | undefined {
  const [, digits] =
    /^ *(\d{1,15})(?!\d)/.exec(Buffer.from(bytes.subarray(at, Math.min(end, at + 32))).toString('latin1')) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Above 2^53 neighbours cannot be told apart: such a number is no counter that can be followed. */
function asSequence(value: unknown): number | undefined {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
