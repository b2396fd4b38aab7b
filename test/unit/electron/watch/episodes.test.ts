import { describe, expect, it } from 'vitest';
import { createEpisodes } from '../../../../electron/watch/episodes.ts';
import type { Finding } from '../../../../shared/report/finding.ts';

const finding = (subject: string, more: Partial<Finding> = {}): Finding => ({
  code: 'slow-consumer',
  subject,
  certainty: 'measured',
  sentence: '',
  evidence: [],
  remedies: [],
  rank: 100,
  ...more,
});

const update = (findings: readonly Finding[], excused: readonly string[] = []) => ({ findings, excused });

describe('episodes', () => {
  it('date a finding from its first to its last moment', () => {
    const episodes = createEpisodes();
    for (const atMs of [1000, 1500, 2000]) episodes.update(update([finding('7')]), atMs);
    expect(episodes.findings()).toMatchObject([{ subject: '7', fromMs: 1000, toMs: undefined }]);
    episodes.update(update([]), 2500);
    expect(episodes.findings()).toMatchObject([{ fromMs: 1000, toMs: 2000 }]);
  });

  it('forget what held for a moment, but not what happens in one', () => {
    const episodes = createEpisodes();
    episodes.update(update([finding('7'), finding('8', { code: 'peer-lost', fromMs: 900, toMs: 900 })]), 1000);
    episodes.update(update([]), 1250);
    expect(episodes.findings()).toMatchObject([{ code: 'peer-lost', fromMs: 900, toMs: 900 }]);
  });

  it('take back an accusation that moved on', () => {
    const episodes = createEpisodes();
    for (const atMs of [1000, 2000]) episodes.update(update([finding('7')]), atMs);
    episodes.update(update([finding('9')], ['7']), 3000);
    expect(episodes.findings().map(({ subject }) => subject)).toEqual(['9']);
  });

  it('put what holds first, and keep a bounded number', () => {
    const episodes = createEpisodes();
    for (const atMs of [0, 1000]) episodes.update(update([finding('old')]), atMs);
    episodes.update(update(Array.from({ length: 500 }, (_, index) => finding(`p${index}`))), 2000);
    expect(episodes.findings().length).toBeLessThanOrEqual(200);
    expect(episodes.findings().at(-1)?.subject).toBe('old');
  });
});
