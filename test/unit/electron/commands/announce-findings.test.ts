import { afterEach, expect, it, vi } from 'vitest';
import { createAnnouncer } from '../../../../electron/commands/announce-findings.ts';
import type { Finding } from '../../../../shared/report/finding.ts';

const finding = (part: Partial<Finding>): Finding => ({
  ...{
    code: 'slow-consumer',
    subject: '7',
    certainty: 'measured',
    sentence: 'It is slow.',
    evidence: [],
    remedies: [],
  },
  ...part,
});

afterEach(() => vi.restoreAllMocks());

it('says what holds once, and what happens to the same subject each time', () => {
  const said: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const say = createAnnouncer();
  const slow = finding({ fromMs: 1000 });
  const lost = (atMs: number) => finding({ code: 'peer-lost', sentence: 'It ended.', fromMs: atMs, toMs: atMs });
  say([slow, lost(1200)], 1200);
  say([slow, lost(1200)], 1600);
  say([{ ...slow, toMs: 1900 }, lost(1200), lost(3000)], 3000);
  expect(said.map((line) => line.trim())).toEqual([
    'highwater: after 1.2 s: peer-lost: It ended.',
    'highwater: after 1.6 s: slow-consumer: It is slow.',
    'highwater: after 3.0 s: peer-lost: It ended.',
  ]);
});
