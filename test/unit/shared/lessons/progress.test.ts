import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type LessonMark,
  nextLesson,
  noProgress,
  printProgress,
  readProgress,
  withLesson,
  withMyth,
} from '../../../../shared/lessons/progress.ts';

const mark: LessonMark = { guess: 60, answer: 25, closeness: 'off' };

describe('progress', () => {
  it('is what it was after it was kept', () => {
    const progress = withMyth(withLesson(noProgress, 'linger', mark), 'tcp-nodelay', 'refuted');
    expect(readProgress(printProgress(progress))).toEqual(progress);
  });

  it('keeps a verdict when the next experiment shows nothing', () => {
    const refuted = withMyth(noProgress, 'tcp-nodelay', 'refuted');
    expect(withMyth(refuted, 'tcp-nodelay', 'not shown')).toEqual(refuted);
    expect(withMyth(refuted, 'tcp-nodelay', 'confirmed').myths).toEqual({ 'tcp-nodelay': 'confirmed' });
    expect(withMyth(noProgress, 'tcp-nodelay', 'not shown').myths).toEqual({ 'tcp-nodelay': 'not shown' });
  });

  it('keeps a lesson that nobody predicted', () => {
    const seen = withLesson(noProgress, 'linger', { guess: undefined, answer: 'waits', closeness: undefined });
    expect(readProgress(printProgress(seen))).toEqual(seen);
  });

  it('goes on at the first lesson that is not done', () => {
    const progress = withLesson(noProgress, 'a', mark);
    expect(nextLesson(progress, ['a', 'b', 'c'])).toBe('b');
    expect(nextLesson(withLesson(progress, 'b', mark), ['a', 'b'])).toBeUndefined();
  });

  it('drops entries that it cannot read, and keeps the others', () => {
    const text = JSON.stringify({
      lessons: { a: mark, b: { answer: {} }, c: 7 },
      myths: { d: 'refuted', e: 'perhaps' },
    });
    expect(readProgress(text)).toEqual({ lessons: { a: mark }, myths: { d: 'refuted' } });
  });

  it('begins anew from any text that is none of its own', () => {
    expect(readProgress(null)).toEqual(noProgress);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = readProgress(text);
        expect(readProgress(printProgress(read))).toEqual(read);
      }),
    );
  });
});
