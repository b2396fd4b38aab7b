import { describe, expect, it } from 'vitest';
import { applyValues } from '../../../../shared/lessons/apply-values.ts';
import { chapters } from '../../../../shared/lessons/lesson.ts';
import { findLesson, lessons } from '../../../../shared/lessons/lessons.ts';
import { references } from '../../../../shared/lessons/reference.ts';
import { parseScenario } from '../../../../shared/scenario/parse.ts';
import { printScenario } from '../../../../shared/scenario/print.ts';
import { recordOf } from './record-of.ts';

describe('the course', () => {
  it('has lessons for all chapters, chapter by chapter, each once', () => {
    expect(lessons.length).toBeGreaterThanOrEqual(12);
    expect(new Set(lessons.map(({ id }) => id)).size).toBe(lessons.length);
    const order = lessons.map(({ chapter }) => chapters.findIndex(({ id }) => id === chapter));
    expect(order).toEqual([...order].sort());
    expect(new Set(order).size).toBe(chapters.length);
  });

  it('finds a lesson by its id', () => {
    expect(findLesson('linger')?.title).toBe('Closing in a hurry');
    expect(findLesson('no such lesson')).toBeUndefined();
  });
});

describe.each(lessons)('lesson $id', (lesson) => {
  const { scenario, prediction, remedy } = lesson;

  it('runs for 3 to 12 seconds and survives being written to a file', () => {
    expect(scenario.seconds).toBeGreaterThanOrEqual(3);
    expect(scenario.seconds).toBeLessThanOrEqual(12);
    const read = parseScenario(printScenario(scenario));
    expect(read).toEqual({ ok: true, value: scenario });
  });

  it('has a remedy that applies, and changes something', () => {
    const changed = applyValues(scenario, remedy.set);
    expect(changed.ok).toBe(true);
    expect(changed.ok && changed.value).not.toEqual(scenario);
  });

  it('watches a flow that it has', () => {
    expect(scenario.links.map(({ id }) => id)).toContain(lesson.watch);
  });

  it('asks something that can be answered, and says why in two sentences', () => {
    expect(lesson.question).toMatch(/\?$/);
    if (prediction.kind === 'slider') expect(prediction.min).toBeLessThan(prediction.max);
    else expect(prediction.choices.length).toBeGreaterThan(1);
    expect(lesson.why.match(/[.!](\s|$)/g)).toHaveLength(2);
  });

  it('links documents of libzmq, its protocol or its guide', () => {
    expect(lesson.references.length).toBeGreaterThan(0);
    for (const { url } of lesson.references)
      expect(Object.values(references).map((reference) => reference.url)).toContain(url);
  });

  it('does not pretend an answer when nothing was sent', () => {
    const nothing = recordOf(scenario);
    expect(lesson.answer(nothing)).toBeUndefined();
    expect(() => [lesson.reveal(nothing), lesson.figures(nothing), remedy.compare(nothing, nothing)]).not.toThrow();
  });
});
