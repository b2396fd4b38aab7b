import { describe, expect, it } from 'vitest';
import { createLearnStore } from '../../../../../renderer/features/learn/learn-store.ts';
import { slowSubscriber } from '../../../../../shared/lessons/lessons/slow-subscriber.ts';
import { recordOf } from '../../../shared/lessons/record-of.ts';

const run = recordOf(slowSubscriber.scenario);
const mark = { guess: 60, answer: 17, closeness: 'off' } as const;

function storage(kept: string | null = null, setItem: (text: string) => void = () => undefined) {
  return { getItem: () => kept, setItem: (_key: string, text: string) => setItem(text) };
}

describe('what a learner has in this window', () => {
  it('keeps progress where it can, and says where it cannot', () => {
    let full = true;
    let kept = '';
    const store = createLearnStore(
      storage(null, (text) => {
        if (full) throw new DOMException('full', 'QuotaExceededError');
        kept = text;
      }),
    );
    expect(store.getState().unkept).toBe(false);
    store.getState().takeRun('slow-subscriber', 'before', run, mark);
    expect(store.getState()).toMatchObject({ unkept: true, progress: { lessons: { 'slow-subscriber': mark } } });
    full = false;
    store.getState().takeVerdict('hwm-option', { verdict: 'refuted', sentence: '', figures: [] });
    expect(store.getState().unkept).toBe(false);
    expect(createLearnStore(storage(kept)).getState().progress).toEqual(store.getState().progress);
  });

  it('begins with nothing where what was kept cannot be read', () => {
    const broken = {
      getItem: () => {
        throw new DOMException('forbidden', 'SecurityError');
      },
      setItem: () => undefined,
    };
    for (const place of [storage('{"lessons":['), storage('[1]'), broken])
      expect(createLearnStore(place).getState().progress).toEqual({ lessons: {}, myths: {} });
  });

  it('forgets the guess and the runs of one lesson for the next class, not that it was done', () => {
    const store = createLearnStore(storage());
    for (const id of ['slow-subscriber', 'linger']) {
      store.getState().guess(id, 60);
      store.getState().takeRun(id, 'before', run, mark);
    }
    store.getState().beginAnew('slow-subscriber');
    const { guesses, runs, progress } = store.getState();
    expect([Object.keys(guesses), Object.keys(runs)]).toEqual([['linger'], ['linger']]);
    expect(Object.keys(progress.lessons)).toEqual(['slow-subscriber', 'linger']);
  });

  it('forgets a run with the remedy when the first run is made again', () => {
    const store = createLearnStore(storage());
    store.getState().takeRun('linger', 'before', run, undefined);
    store.getState().takeRun('linger', 'after', run, undefined);
    expect(store.getState().runs.linger).toEqual({ before: run, after: run });
    store.getState().takeRun('linger', 'before', run, undefined);
    expect(store.getState().runs.linger).toEqual({ before: run });
  });

  it('ends a presentation with its last lesson, so that the next one is read at the desk', () => {
    const store = createLearnStore(storage());
    store.getState().go({ kind: 'lesson', id: 'many-policies', step: 'why' });
    store.getState().present(true);
    store.getState().go({ kind: 'course' });
    store.getState().go({ kind: 'lesson', id: 'linger', step: 'question' });
    expect(store.getState().presenting).toBe(false);
  });

  it('takes a new start back', () => {
    const store = createLearnStore(storage());
    store.getState().takeRun('linger', 'before', run, mark);
    store.getState().startOver();
    expect(store.getState().progress.lessons).toEqual({});
    store.getState().undoStartOver();
    expect(store.getState().progress.lessons).toEqual({ linger: mark });
  });
});
