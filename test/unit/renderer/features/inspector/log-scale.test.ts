import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkKnobs, socketKnobs } from '../../../../../renderer/features/inspector/knobs.ts';
import { logScale, readFigure, writeFigure } from '../../../../../renderer/features/inspector/log-scale.ts';
import { getPath, setPath } from '../../../../../shared/scenario/paths.ts';
import { slowScenario } from '../../session/session-fixture.ts';

const knobs = [...slowScenario.sockets.flatMap(socketKnobs), ...slowScenario.links.flatMap(linkKnobs)];

describe('a logarithmic slider', () => {
  it.each(knobs)('for $path comes back to each of its stops', (knob) => {
    const { last, positionOf, valueAt } = logScale(knob);
    for (let position = 0; position <= last; position++) expect(positionOf(valueAt(position))).toBe(position);
  });

  it('rises with its position, apart from the end at which zero stands', () => {
    for (const knob of knobs) {
      const { last, valueAt } = logScale(knob);
      for (let position = 1; position < last - 1; position++)
        expect(valueAt(position + 1), knob.path).toBeGreaterThan(valueAt(position));
    }
  });

  it('says zero only at its zero end, if it has one, and has both ends of its range', () => {
    for (const knob of knobs) {
      const { last, valueAt } = logScale(knob);
      const values = Array.from({ length: last + 1 }, (_, at) => valueAt(at));
      expect(values.flatMap((value, at) => (value === 0 ? [at] : []))).toEqual(
        knob.zero === undefined ? [] : [knob.zero.end === 'left' ? 0 : last],
      );
      expect(values).toEqual(expect.arrayContaining([knob.min, knob.max]));
    }
  });

  it('shows a value between or beyond its stops at the nearest one', () => {
    const mark = knobs.find(({ label }) => label === 'rcv mark')!;
    const { last, positionOf, valueAt } = logScale(mark);
    expect(valueAt(positionOf(1_003))).toBe(1_000);
    expect(valueAt(positionOf(9_000_000))).toBe(mark.max);
    expect(positionOf(0)).toBe(last);
  });
});

describe('the entry beside it', () => {
  it.each([
    ['5,000', 5_000],
    ['5k', 5_000],
    ['1.5M', 1_500_000],
    ['0.05', 0.05],
    ['.5', 0.5],
    ['none', 0],
    [' 12 ', 12],
  ])('reads %j as %d', (text, value) => expect(readFigure(text, 'none')).toBe(value));

  it.each(['', 'abc', '1e5', '-3', '1..2', 'Infinity'])('refuses %j', (text) =>
    expect(readFigure(text, 'none')).toBeUndefined(),
  );

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (value) => {
        expect(readFigure(writeFigure(value, 'none'), 'none')).toBe(value);
      }),
    );
  });
});

describe('the knobs', () => {
  it('of a publisher are its rate, size, burst and send mark', () => {
    expect(socketKnobs(slowScenario.sockets[0]!).map(({ label }) => label)).toEqual([
      'rate',
      'size',
      'burst',
      'send mark',
    ]);
  });

  it('of a subscriber are its service time and receive mark', () => {
    expect(socketKnobs(slowScenario.sockets[2]!).map(({ label }) => label)).toEqual(['service', 'rcv mark']);
  });

  it('name only paths that the scenario knows, and every value they give is accepted there', () => {
    for (const knob of knobs) {
      expect(getPath(slowScenario, knob.path), knob.path).toMatchObject({ ok: true });
      const { last, valueAt } = logScale(knob);
      for (const position of [0, 1, last >> 1, last - 1, last])
        expect(setPath(slowScenario, knob.path, valueAt(position)), knob.path).toMatchObject({
          ok: true,
        });
    }
  });

  it('of an inproc link are none', () => {
    expect(linkKnobs({ ...slowScenario.links[0]!, transport: 'inproc' })).toEqual([]);
  });
});
