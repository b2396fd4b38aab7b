import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChoicePrediction,
  compareInWords,
  judgePrediction,
  type SliderPrediction,
  shareOnScale,
  valueAtShare,
  writePrediction,
} from '../../../../shared/lessons/prediction.ts';

const linear: SliderPrediction = {
  kind: 'slider',
  label: 'Share',
  unit: 'percent',
  min: 0,
  max: 100,
  scale: 'linear',
  close: { share: 0, amount: 10 },
};
const log: SliderPrediction = {
  ...linear,
  unit: 'ms',
  min: 1,
  max: 10_000,
  scale: 'log',
  close: { share: 0.4, amount: 5 },
};
const choice: ChoicePrediction = {
  kind: 'choice',
  label: 'It',
  choices: [
    { id: 'waits', label: 'waits' },
    { id: 'loses', label: 'loses' },
  ],
};

describe('judging a prediction', () => {
  it('is right, close or off on a slider', () => {
    expect(judgePrediction(linear, 26, 25)).toBe('right');
    expect(judgePrediction(linear, 33, 25)).toBe('close');
    expect(judgePrediction(linear, 60, 25)).toBe('off');
  });

  it('allows the larger of a share and an amount', () => {
    expect(judgePrediction(log, 1300, 1000)).toBe('close');
    expect(judgePrediction(log, 1500, 1000)).toBe('off');
    expect(judgePrediction(log, 4, 1)).toBe('close');
  });

  it('is right or off on a choice', () => {
    expect(judgePrediction(choice, 'waits', 'waits')).toBe('right');
    expect(judgePrediction(choice, 'loses', 'waits')).toBe('off');
  });

  it('puts it in words', () => {
    expect(compareInWords(linear, 60, 25)).toBe('You said 60 %; it was 25 %.');
    expect(compareInWords(linear, 33, 25)).toBe('You said 33 %; it was 25 %. That is close.');
    expect(compareInWords(linear, 25, 25)).toBe('You said 25 %, and so it was.');
    expect(compareInWords(choice, 'loses', 'waits')).toBe('You said \u201closes\u201d; it was \u201cwaits\u201d.');
    expect(writePrediction(choice, 'unheard of')).toBe('unheard of');
  });
});

describe('the scale of a slider', () => {
  it('goes by decades where it is logarithmic', () => {
    expect(shareOnScale(log, 100)).toBeCloseTo(0.5);
    expect(valueAtShare(log, 0.5)).toBe(100);
    expect([valueAtShare(log, 0), valueAtShare(log, 1)]).toEqual([1, 10_000]);
  });

  it('keeps every place in its bounds, and finds it again within the rounding', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(linear, log), (share, slider) => {
        const value = valueAtShare(slider, share);
        expect(value).toBeGreaterThanOrEqual(slider.min);
        expect(value).toBeLessThanOrEqual(slider.max);
        expect(Math.abs(shareOnScale(slider, value) - share)).toBeLessThan(0.03);
      }),
    );
  });

  it('shows what is beyond its ends at its ends', () => {
    expect(shareOnScale(log, 0.001)).toBe(0);
    expect(shareOnScale(linear, 400)).toBe(1);
  });
});
