import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSentHistory } from '../../../../../electron/engine/ledger/sent-history.ts';

describe('createSentHistory', () => {
  it('names a window that holds the sending of every message, over any run', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 300 }), fc.nat(), fc.nat(), (perTick, a, b) => {
        const history = createSentHistory();
        const sentAt: number[] = [];
        perTick.forEach((count, tick) => {
          for (let left = count; left > 0; left -= 1) sentAt.push(tick * 50 + 25);
          history.add((tick + 1) * 50, sentAt.length);
        });
        fc.pre(sentAt.length > 0);
        const from = Math.min(a % sentAt.length, b % sentAt.length);
        const to = Math.max(a % sentAt.length, b % sentAt.length);
        const { sentFromMs, sentToMs } = history.window(from, to);
        expect(sentFromMs).toBeLessThanOrEqual(sentAt[from] as number);
        expect(sentToMs).toBeGreaterThanOrEqual(sentAt[to] as number);
      }),
    );
  });

  it('is as narrow as the ticks around the message', () => {
    const history = createSentHistory();
    for (let tick = 0; tick <= 10; tick += 1) history.add(tick * 50, tick * 100);
    expect(history.window(250, 260)).toEqual({ sentFromMs: 100, sentToMs: 150 });
    expect(history.window(200, 399)).toEqual({ sentFromMs: 100, sentToMs: 200 });
  });

  it('stays right, though less sharp, over a run of a day', () => {
    const history = createSentHistory();
    for (let tick = 0; tick < 24 * 3_600 * 20; tick += 1) history.add(tick * 50, tick * 10);
    const { sentFromMs, sentToMs } = history.window(1_000_005, 1_000_005);
    expect(sentFromMs).toBeLessThanOrEqual(5_000_050);
    expect(sentToMs).toBeGreaterThanOrEqual(5_000_050);
    // A day has 1,728,000 ticks, and 2,048 to 4,096 of them stay.
    expect(sentToMs - sentFromMs).toBeLessThan(100_000);
  });

  it('says 0 before the first tick', () => {
    expect(createSentHistory().window(3, 4)).toEqual({ sentFromMs: 0, sentToMs: 0 });
  });
});
