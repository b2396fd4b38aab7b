import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesFormat,
  countFormat,
  durationFormat,
  formatRunTime,
  rateFormat,
  shareFormat,
} from '../../../../renderer/live/format.ts';

const plainSpaces = (text: string) => text.replaceAll('\u00a0', ' ');

describe('figures', () => {
  it.each([
    [countFormat, 0, '0', '0'],
    [countFormat, 4512, '4,510', '4,512'],
    [countFormat, 52_310, '52,300', '52,310'],
    [countFormat, 999_600, '1 M', '999,600'],
    [countFormat, 1_234_567, '1.23 M', '1,234,567'],
    [rateFormat, 4999.6, '5,000/s', '5,000/s'],
    [rateFormat, 0.5, '0.5/s', '0.5/s'],
    [durationFormat, 2, '2 ms', '2 ms'],
    [durationFormat, 0.1234, '0.123 ms', '0.123 ms'],
    [durationFormat, 12_340, '12.3 s', '12,340 ms'],
    [durationFormat, 125_000, '2 min 5 s', '125,000 ms'],
    [shareFormat, 0.3721, '37.2 %', '37.21 %'],
    [bytesFormat, 256, '256 B', '256 B'],
    [bytesFormat, 2_800_000, '2.8 MB', '2,800,000 B'],
    [bytesFormat, 999_900, '1 MB', '999,900 B'],
  ])('are written with three digits at a glance and exactly on demand (%#)', (format, value, glance, exact) => {
    expect(plainSpaces(format.glance(value))).toBe(glance);
    expect(plainSpaces(format.exact(value))).toBe(exact);
  });

  it('are a dash when unknown and say so when without a limit', () => {
    for (const format of [countFormat, rateFormat, durationFormat, shareFormat, bytesFormat]) {
      expect(format.glance(Number.NaN)).toBe('\u2013');
      expect(format.exact(Number.POSITIVE_INFINITY)).toBe('\u221e');
    }
  });

  it('never outgrow their place', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 9.99e11, noNaN: true }), (value) => {
        for (const format of [countFormat, rateFormat, bytesFormat]) {
          expect(format.glance(value).length).toBeLessThanOrEqual(format.widthCh);
        }
        expect(durationFormat.glance(value % 3_600_000).length).toBeLessThanOrEqual(durationFormat.widthCh);
        expect(shareFormat.glance(value % 1).length).toBeLessThanOrEqual(shareFormat.widthCh);
      }),
    );
  });

  it('write times of the run', () => {
    expect([0, 12_449, 61_000, 3_723_400, Number.NaN].map(formatRunTime)).toEqual([
      '00:00.0',
      '00:12.4',
      '01:01.0',
      '1:02:03.4',
      '--:--.-',
    ]);
  });
});
