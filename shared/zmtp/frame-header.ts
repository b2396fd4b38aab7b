/** The flags byte of a frame (RFC 37, Framing). The other bits are reserved and 0. */
export const flagMore = 1;
export const flagLong = 2;
export const flagCommand = 4;
export const shortHeaderBytes = 2;
export const longHeaderBytes = 9;

/** Eight bytes, most significant first; not exact above 2^53, where no frame is. */
export function longLength(bytes: Uint8Array, at: number): number {
  let length = 0;
  for (let index = at; index < at + 8; index += 1) length = length * 256 + (bytes[index] ?? 0);
  return length;
}
