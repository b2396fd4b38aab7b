import { expect, it } from 'vitest';
import { describeBlindSpots } from '../../../../electron/watch/blind-spots.ts';

const known = { ss: true, denied: 0, hidden: 0, foreign: [], histories: [], strangers: [], surprise: undefined };

it('says how many programs fit the name that is watched and belong to others', () => {
  expect(describeBlindSpots(known).join(' ')).not.toContain('another user');
  expect(describeBlindSpots({ ...known, hidden: 1, denied: 9 })).toEqual(
    expect.arrayContaining([
      '1 more program fits the name and belongs to another user: not watched',
      '9 processes of other users cannot be looked into; run as root to see them',
    ]),
  );
  expect(describeBlindSpots({ ...known, hidden: 2, denied: 9 }).join(' ')).toContain('2 more programs fit');
});
