import { describe, expect, it } from 'vitest';
import { whyOpen } from '../../../../../electron/engine/ledger/why-open.ts';

describe('whyOpen', () => {
  it('says nothing of a ledger that closed, whatever the drain had to say', () => {
    expect(whyOpen({ queued: 0, residual: 0 }, undefined)).toBeUndefined();
    expect(whyOpen({ queued: 0, residual: 0 }, 'a thread did not answer')).toBeUndefined();
  });

  it('always says why of one that did not', () => {
    expect(whyOpen({ queued: 3, residual: 0 }, 'time was up')).toBe('time was up');
    expect(whyOpen({ queued: 3, residual: 0 }, undefined)).toMatch(/^3 were neither received nor proven lost/);
    expect(whyOpen({ queued: 0, residual: -48 }, undefined)).toMatch(/counted 48 more than were sent to it/);
    expect(whyOpen({ queued: 0, residual: 2 }, undefined)).toMatch(/^2 were neither/);
  });
});
