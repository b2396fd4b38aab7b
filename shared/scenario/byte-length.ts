/** Bytes of `text` in UTF-8, which is what libzmq and the kernel count; a lone surrogate counts as its replacement, 3. */
export const byteLength = (text: string): number => {
  let bytes = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x1_0000 ? 3 : 4;
  }
  return bytes;
};
