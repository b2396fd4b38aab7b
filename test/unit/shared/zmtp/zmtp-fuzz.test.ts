import { describe, expect, it } from 'vitest';
import { runCampaign } from '../../../fuzz/campaign.ts';
import { eventKinds } from '../../../fuzz/check-decoder.ts';
import { readCorpus } from '../../../fuzz/corpus.ts';

describe('the fuzzer', () => {
  it('finds nothing in a short campaign that reaches every kind of event', () => {
    const { reached } = runCampaign({ corpus: readCorpus(), inputs: 10_000, seed: 1 });
    expect(Object.keys(reached)).toEqual(eventKinds);
    expect(Math.min(...Object.values(reached))).toBeGreaterThan(10);
  });
});
