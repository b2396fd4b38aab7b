import { describe, expect, it } from 'vitest';
import { changeLabel, changeTitle } from '../../../../../renderer/features/charts/change-label.ts';

describe('the label of a change', () => {
  it.each([
    ['sockets.slow.options.receiveHighWaterMark', '1000', '10000', 'slow: receive mark 1,000 \u2192 10,000'],
    ['sockets.slow.consume.serviceMs', '2', '0.05', 'slow: service ms 2 \u2192 0.05'],
    ['links.feed-slow.conditions.cut', 'false', 'true', 'feed-slow: cut false \u2192 true'],
    ['sockets.worker', 'open', 'kill', 'worker: kill'],
    ['faults.feed-slow', '', 'steal-path', 'feed-slow: ipc path stolen'],
    ['faults.feed', '', 'http', 'feed: HTTP sent'],
    ['seconds', '20', '', 'seconds 20 \u2192 '],
  ])('names whose, what, from and to (%s)', (path, from, to, label) => {
    expect(changeLabel({ path, from, to })).toBe(label);
  });

  it('has a title with the path, the time and who it was', () => {
    const by = 'user' as const;
    expect(changeTitle({ atMs: 2_500, path: 'seconds', from: '20', to: '30', by })).toBe(
      '00:02.5 seconds: 20 \u2192 30 (user)',
    );
    expect(changeTitle({ atMs: 2_500, path: 'faults.feed', from: '', to: 'http', by })).toBe(
      '00:02.5 faults.feed: http (user)',
    );
  });
});
