import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter } from '../../../../electron/agent/line-splitter.ts';

describe('createLineSplitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).filter((line) => !line.includes('\n'))),
        fc.array(fc.nat(40)),
        (lines, cuts) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const splitter = createLineSplitter(10_000);
          const found: string[] = [];
          let at = 0;
          for (const cut of [...cuts, bytes.length]) {
            found.push(...(splitter.push(bytes.subarray(at, at + cut)) ?? ['too long']));
            at += cut;
          }
          expect(found).toEqual(lines);
        },
      ),
    );
  });

  it('ends at a line that is longer than allowed, finished or not', () => {
    expect(createLineSplitter(4).push(Buffer.from('1234\n'))).toEqual(['1234']);
    expect(createLineSplitter(4).push(Buffer.from('12345\n'))).toBeUndefined();
    const splitter = createLineSplitter(4);
    expect(splitter.push(Buffer.from('123'))).toEqual([]);
    expect(splitter.push(Buffer.from('45'))).toBeUndefined();
  });
});
