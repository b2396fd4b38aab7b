import { describe, expect, it } from 'vitest';
import { advance, isOpen, type LessonState, lessonSteps, stepBefore } from '../../../../shared/lessons/lesson-steps.ts';

const fresh: LessonState = { step: 'question', running: false, hasRun: false, hasRemedyRun: false };

describe('one key through a lesson', () => {
  it('leads from the question to the end, starting each run and waiting for it', () => {
    expect(advance(fresh)).toEqual({ kind: 'step', step: 'predict' });
    expect(advance({ ...fresh, step: 'predict' })).toEqual({ kind: 'step', step: 'run' });
    expect(advance({ ...fresh, step: 'run' })).toEqual({ kind: 'run', which: 'before' });
    expect(advance({ ...fresh, step: 'run', running: true })).toEqual({ kind: 'wait' });
    const ran = { ...fresh, hasRun: true };
    expect(advance({ ...ran, step: 'run' })).toEqual({ kind: 'step', step: 'reveal' });
    expect(advance({ ...ran, step: 'reveal' })).toEqual({ kind: 'step', step: 'remedy' });
    expect(advance({ ...ran, step: 'remedy' })).toEqual({ kind: 'run', which: 'after' });
    expect(advance({ ...ran, step: 'remedy', running: true })).toEqual({ kind: 'wait' });
    const remedied = { ...ran, hasRemedyRun: true };
    expect(advance({ ...remedied, step: 'remedy' })).toEqual({ kind: 'step', step: 'why' });
    expect(advance({ ...remedied, step: 'why' })).toEqual({ kind: 'leave' });
  });

  it('goes back step by step, and stays at the question', () => {
    expect(stepBefore('why')).toBe('remedy');
    expect(stepBefore('question')).toBeUndefined();
  });

  it('opens what happened only after it has', () => {
    const open = (hasRun: boolean) => lessonSteps.filter(({ id }) => isOpen(id, { hasRun })).map(({ id }) => id);
    expect(open(false)).toEqual(['question', 'predict', 'run']);
    expect(open(true)).toHaveLength(lessonSteps.length);
  });
});
