import { describe, expect, it } from 'vitest';
import { episodeText } from '../../../../../renderer/features/sentence/episode-text.ts';

describe('the time of a finding', () => {
  it('says since when it holds, or from when to when it held', () => {
    expect(episodeText({ fromMs: 3_240 })).toBe('since 00:03.2');
    expect(episodeText({ fromMs: 3_240, toMs: 61_000 })).toBe('from 00:03.2 to 01:01.0');
  });

  it('says nothing where that is not known', () => {
    expect(episodeText({})).toBe('');
  });
});
