import { describe, expect, it } from 'vitest';
import { momentsOf } from '../../../../../renderer/features/replay/moments.ts';
import { createSeeker } from '../../../../../renderer/features/replay/seeker.ts';
import { momentOfKey } from '../../../../../renderer/features/replay/timeline-keys.ts';

describe('the moments of a recording', () => {
  const info = {
    name: 'a.hwrec',
    path: '/a.hwrec',
    recordedAt: '',
    bytes: 1,
    fromMs: 1_000,
    toMs: 9_000,
    firstLossAtMs: 3_000,
    findings: [
      { code: 'slow-consumer', sentence: 'slow is slow', atMs: 3_000 },
      { code: 'late-joiner', sentence: 'late', atMs: 200 },
    ],
    changes: [{ path: 'sockets.slow.consume.serviceMs', from: '2', to: '0', atMs: 5_000 }],
    problem: null,
  };

  it('come in order of time, the loss before what was found of it, and none lies outside of the recording', () => {
    expect(momentsOf(info)).toEqual([
      { atMs: 1_000, kind: 'finding', text: 'late' },
      { atMs: 3_000, kind: 'loss', text: 'First loss' },
      { atMs: 3_000, kind: 'finding', text: 'slow is slow' },
      { atMs: 5_000, kind: 'change', text: 'slow: service ms 2 \u2192 0' },
    ]);
    expect(momentsOf({ ...info, firstLossAtMs: null, findings: [], changes: [] })).toEqual([]);
  });
});

describe('a key on the time line', () => {
  const range = { fromMs: 1_000, toMs: 11_000 };
  it.each([
    ['ArrowRight', false, 6_000],
    ['ArrowLeft', false, 4_000],
    ['ArrowRight', true, 5_050],
    ['ArrowLeft', true, 4_950],
    ['PageUp', false, 6_000],
    ['Home', false, 1_000],
    ['End', false, 11_000],
    ['a', false, undefined],
  ] as const)('%s, with Shift %s, leads from 5 s to %s', (key, shiftKey, target) => {
    expect(momentOfKey({ key, shiftKey }, 5_000, range)).toBe(target);
  });

  it('does not lead out of the recording', () => {
    expect(momentOfKey({ key: 'ArrowLeft', shiftKey: false }, 1_200, range)).toBe(1_000);
    expect(momentOfKey({ key: 'ArrowRight', shiftKey: false }, 10_900, range)).toBe(11_000);
  });
});

describe('seeking while the handle is dragged', () => {
  it('asks for one moment at a time, and of those that waited only for the newest', async () => {
    const asked: number[] = [];
    const answers: (() => void)[] = [];
    const seeker = createSeeker((atMs) => {
      asked.push(atMs);
      return new Promise((resolve) => answers.push(resolve));
    });
    for (const atMs of [1, 2, 3]) seeker.seek(atMs);
    expect([asked, seeker.wanted()]).toEqual([[1], 3]);
    answers.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
    expect([asked, seeker.wanted()]).toEqual([[1, 3], 3]);
    answers.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
    expect(seeker.wanted()).toBeUndefined();
  });
});
