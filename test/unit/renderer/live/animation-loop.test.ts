import { describe, expect, it } from 'vitest';
import { createAnimationLoop } from '../../../../renderer/live/animation-loop.ts';
import { readFrame } from '../../../../shared/frame/codec.ts';
import type { FrameView } from '../../../../shared/frame/frame.ts';
import { frameBuffer } from './frames.ts';

function setUp() {
  const requests: ((nowMs: number) => void)[] = [];
  const errors: unknown[] = [];
  let shown: FrameView | undefined;
  const show = () => {
    shown = readFrame(frameBuffer({ atMs: 1, flows: [{ sent: 1 }] }));
  };
  const loop = createAnimationLoop({
    frame: () => shown,
    request: (callback) => requests.push(callback),
    reportError: (error) => errors.push(error),
  });
  const paint = (nowMs: number) => {
    for (const request of requests.splice(0)) request(nowMs);
  };
  return { loop, requests, errors, paint, show };
}

describe('the animation loop', () => {
  it('asks for one animation frame however often it is woken, and for none by itself', () => {
    const { loop, requests, paint } = setUp();
    const times: number[] = [];
    loop.register((nowMs) => times.push(nowMs));
    loop.wake();
    loop.wake();
    expect(requests).toHaveLength(1);
    paint(10);
    expect(requests).toHaveLength(0);
    expect(times).toEqual([10]);
  });

  it('goes on while a task wakes it', () => {
    const { loop, requests, paint } = setUp();
    let left = 2;
    loop.register(() => {
      left -= 1;
      if (left > 0) loop.wake();
    });
    paint(1);
    expect(requests).toHaveLength(1);
    paint(2);
    expect(requests).toHaveLength(0);
  });

  it('runs the others when one task throws, and reports that one once', () => {
    const { loop, errors, paint } = setUp();
    const ran: string[] = [];
    loop.register(() => ran.push('first'));
    loop.register(() => {
      throw new Error('broken');
    });
    loop.register(() => ran.push('last'));
    paint(1);
    loop.wake();
    paint(2);
    expect(ran).toEqual(['first', 'last', 'first', 'last']);
    expect(errors).toHaveLength(1);
  });

  it('gives all tasks their beats in the same animation frame, at most five times a second', () => {
    const { loop, paint } = setUp();
    const beats: string[] = [];
    loop.register((nowMs, _frame, beat) => beat && beats.push(`first ${nowMs}`));
    paint(100);
    loop.register((nowMs, _frame, beat) => beat && beats.push(`second ${nowMs}`));
    for (const nowMs of [150, 250, 299, 300, 499, 520]) {
      loop.wake();
      paint(nowMs);
    }
    // A task that comes later has written nothing yet: its first turn is a beat for it alone.
    expect(beats).toEqual(['first 100', 'second 150', 'first 300', 'second 300', 'first 520', 'second 520']);
  });

  it('goes on until the newest picture had its beat, and gives it at once when told to hurry', () => {
    const { loop, requests, paint, show } = setUp();
    const beats: number[] = [];
    loop.register((nowMs, _frame, beat) => beat && beats.push(nowMs));
    paint(0);
    show();
    loop.wake();
    paint(50);
    expect(requests).toHaveLength(1);
    paint(210);
    expect(requests).toHaveLength(0);
    loop.hurry();
    paint(220);
    expect(beats).toEqual([0, 210, 220]);
  });

  it('does nothing for a task that left, and does not run at all without tasks', () => {
    const { loop, requests, paint } = setUp();
    const leave = loop.register(() => expect.unreachable());
    leave();
    paint(1);
    loop.wake();
    expect(requests).toHaveLength(0);
  });
});
