import { describe, expect, it } from 'vitest';
import { impliedLinks } from '../../../../electron/engine/plan/implied-links.ts';
import { chapters } from '../../../../shared/lessons/lesson.ts';
import { findLesson, lessons } from '../../../../shared/lessons/lessons.ts';
import { references } from '../../../../shared/lessons/reference.ts';
import { remedied } from '../../../../shared/lessons/remedied.ts';
import { parseScenario } from '../../../../shared/scenario/parse.ts';
import { printScenario } from '../../../../shared/scenario/print.ts';
import type { Scenario } from '../../../../shared/scenario/scenario.ts';
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
    const changed = remedied(lesson);
    expect(changed.ok).toBe(true);
    if (!changed.ok) return;
    expect(changed.value).not.toEqual(scenario);
    expect(parseScenario(printScenario(changed.value))).toEqual({ ok: true, value: changed.value });
  });

  it('compares runs of one length, with the same sockets under the same ids', () => {
    const changed = remedied(lesson);
    const outline = ({ seconds, sockets }: Scenario) => ({ seconds, ids: sockets.map(({ id }) => id) });
    expect(changed.ok && outline(changed.value)).toEqual(outline(scenario));
  });

  it('watches a flow that it has', () => {
    expect([...scenario.links, ...impliedLinks(scenario)].map(({ id }) => id)).toContain(lesson.watch);
  });

  it('asks something that can be answered, and says why in two sentences', () => {
    expect(lesson.question).toMatch(/\?$/);
    if (prediction.kind === 'slider') expect(prediction.min).toBeLessThan(prediction.max);
    else expect(prediction.choices.length).toBeGreaterThan(1);
    expect(lesson.why.match(/[.!](\s|$)/g)).toHaveLength(2);
  });

  it('asks more than a machine can do only of a socket that it names', () => {
    const beyond = scenario.sockets.filter(({ produce }) => (produce?.rate ?? 0) > 100_000).map(({ id }) => id);
    expect(beyond).toEqual(lesson.beyondReach === undefined ? [] : [lesson.beyondReach]);
  });

  it('links documents of libzmq, its protocol or its guide', () => {
    expect(lesson.references.length).toBeGreaterThan(0);
    for (const { url } of lesson.references)
      expect(Object.values(references).map((reference) => reference.url)).toContain(url);
  });

  it('does not pretend an answer when nothing was sent', () => {
    const nothing = recordOf(scenario);
    expect(lesson.answer(nothing)).toBeUndefined();
    const changed = remedied(lesson);
    const after = recordOf(changed.ok ? changed.value : scenario);
    expect(() => [lesson.reveal(nothing), lesson.figures(nothing), remedy.compare(nothing, nothing)]).not.toThrow();
    expect(() => [lesson.figures(after), remedy.compare(nothing, after)]).not.toThrow();
  });
});
