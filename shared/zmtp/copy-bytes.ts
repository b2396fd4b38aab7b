/** A copy of its own. `slice` is none: on Node's Buffer, which is a Uint8Array too, it gives a view of memory that is used again. */
export function copyBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const copy = new Uint8Array(Math.max(0, end - start));
  copy.set(bytes.subarray(start, start + copy.length));
  return copy;
}
