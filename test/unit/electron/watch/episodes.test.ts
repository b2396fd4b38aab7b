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

const told = (): boolean => false;

const update = (findings: readonly Finding[], excused: readonly string[] = []) => ({ findings, excused });

describe('episodes', () => {
  it('date a finding from its first to its last moment', () => {
    const episodes = createEpisodes();
    for (const atMs of [1000, 1500, 2000]) episodes.update(update([finding('7')]), atMs, told);
    expect(episodes.findings()).toMatchObject([{ subject: '7', fromMs: 1000, toMs: undefined }]);
    episodes.update(update([]), 2500, told);
    expect(episodes.findings()).toMatchObject([{ fromMs: 1000, toMs: 2000 }]);
  });

  it('forget what held for a moment, but not what happens in one', () => {
    const episodes = createEpisodes();
    episodes.update(update([finding('7'), finding('8', { code: 'peer-lost', fromMs: 900, toMs: 900 })]), 1000, told);
    episodes.update(update([]), 1250, told);
    expect(episodes.findings()).toMatchObject([{ code: 'peer-lost', fromMs: 900, toMs: 900 }]);
  });

  it('tell what happens to the same subject twice', () => {
    const episodes = createEpisodes();
    for (const atMs of [900, 4000]) {
      episodes.update(update([finding('8', { code: 'peer-lost', fromMs: atMs, toMs: atMs })]), atMs, told);
      episodes.update(update([]), atMs + 250, told);
    }
    expect(episodes.findings().map(({ fromMs }) => fromMs)).toEqual([900, 4000]);
  });

  it('take back an accusation that moved on', () => {
    const episodes = createEpisodes();
    for (const atMs of [1000, 2000]) episodes.update(update([finding('7')]), atMs, told);
    episodes.update(update([finding('9')], ['7']), 3000, told);
    expect(episodes.findings().map(({ subject }) => subject)).toEqual(['9']);
  });

  it('keep to themselves what it is too early to tell, and date it from its beginning', () => {
    const episodes = createEpisodes();
    for (const atMs of [1000, 1500, 2000]) {
      episodes.update(update([finding('7')]), atMs, () => true);
      expect(episodes.findings()).toEqual([]);
    }
    episodes.update(update([finding('7')]), 2500, told);
    expect(episodes.findings()).toMatchObject([{ subject: '7', fromMs: 1000 }]);
  });

  it('put what holds first', () => {
    const episodes = createEpisodes();
    for (const atMs of [0, 1000]) episodes.update(update([finding('old')]), atMs, told);
    episodes.update(update(Array.from({ length: 150 }, (_, index) => finding(`p${index}`))), 2000, told);
    expect(episodes.findings()).toHaveLength(151);
    expect(episodes.findings().at(-1)?.subject).toBe('old');
  });

  it('keep a bounded number, of which the oldest that are over make room', () => {
    const episodes = createEpisodes();
    for (let at = 0; at < 500; at += 1) {
      const lost = finding(`p${at}`, { code: 'peer-lost', fromMs: at, toMs: at });
      episodes.update(update([lost, finding('moment')]), at, told);
      episodes.update(update([]), at, told);
    }
    for (const atMs of [1000, 2000]) episodes.update(update([finding('slow')]), atMs, told);
    const subjects = episodes.findings().map(({ subject }) => subject);
    expect(subjects).toHaveLength(200);
    expect(subjects[0]).toBe('slow');
    expect(subjects).toContain('p499');
    episodes.update(update(Array.from({ length: 500 }, (_, index) => finding(`n${index}`))), 3000, told);
    expect(episodes.findings()).toHaveLength(200);
  });
});
