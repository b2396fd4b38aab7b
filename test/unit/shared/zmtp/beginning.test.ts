import { describe, expect, it } from 'vitest';
import { Beginning } from '../../../../shared/zmtp/beginning.ts';

describe('a beginning', () => {
  it('tells apart what differs in one byte only, whichever it is', () => {
    for (let length = 1; length <= 20; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, index) => index + 1);
      const beginning = new Beginning(bytes, 0, length);
      // A view into the middle of something larger, as a chunk of the relay's memory is.
      const memory = Uint8Array.from([7, 7, 7, ...bytes]);
      expect(beginning.isAt(new DataView(memory.buffer, 2), 1)).toBe(true);
      for (let index = 0; index < length; index += 1) {
        const other = Uint8Array.from(bytes);
        other[index] = 0;
        expect(beginning.isAt(new DataView(other.buffer), 0)).toBe(false);
      }
    }
  });
});
