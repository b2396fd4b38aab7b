import { describe, expect, it } from 'vitest';
import { findingState } from '../../../../../renderer/features/sentence/finding-state.ts';

describe('the look of a finding', () => {
  it('is that of the state it speaks of', () => {
    expect(findingState('blocked-sender', 'flowing')).toBe('blocked');
    expect(findingState('type-mismatch', 'idle')).toBe('refused');
    expect(findingState('peer-lost', 'flowing')).toBe('disconnected');
  });

  it('is that of the flows when a finding may be any, and a loss when the flows look well', () => {
    expect(findingState('slow-consumer', 'blocked')).toBe('blocked');
    expect(findingState('slow-consumer', 'idle')).toBe('losing');
  });
});
