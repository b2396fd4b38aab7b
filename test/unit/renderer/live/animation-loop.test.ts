import { describe, expect, it } from 'vitest';
import { createAnimationLoop } from '../../../../renderer/live/animation-loop.ts';

function setUp() {
  const requests: ((nowMs: number) => void)[] = [];
  const errors: unknown[] = [];
  const loop = createAnimationLoop({
    frame: () => undefined,
    request: (callback) => requests.push(callback),
    reportError: (error) => errors.push(error),
  });
  const paint = (nowMs: number) => {
    for (const request of requests.splice(0)) request(nowMs);
  };
  return { loop, requests, errors, paint };
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

  it('does nothing for a task that left, and does not run at all without tasks', () => {
    const { loop, requests, paint } = setUp();
    const leave = loop.register(() => expect.unreachable());
    leave();
    paint(1);
    loop.wake();
    expect(requests).toHaveLength(0);
  });
});
