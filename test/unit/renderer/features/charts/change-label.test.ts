import { describe, expect, it } from 'vitest';
import { changeLabel } from '../../../../../renderer/features/charts/change-label.ts';

describe('the label of a change', () => {
  it.each([
    ['sockets.slow.options.receiveHighWaterMark', '1000', '10000', 'slow: receive mark 1,000 \u2192 10,000'],
    ['sockets.slow.consume.serviceMs', '2', '0.05', 'slow: service ms 2 \u2192 0.05'],
    ['links.feed-slow.conditions.cut', 'false', 'true', 'feed-slow: cut false \u2192 true'],
    ['sockets.worker', 'open', 'kill', 'worker: kill'],
    ['seconds', '20', '', 'seconds 20 \u2192 '],
  ])('names whose, what, from and to (%s)', (path, from, to, label) => {
    expect(changeLabel({ path, from, to })).toBe(label);
  });
});
