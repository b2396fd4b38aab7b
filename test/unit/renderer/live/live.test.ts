import { describe, expect, it } from 'vitest';
import { createLive } from '../../../../renderer/live/live.ts';
import { frameBuffer } from './frames.ts';

/** A host and the two clocks, moved by hand. */
function setUp() {
  let listener: (frame: ArrayBuffer, acknowledge: () => void) => void = () => undefined;
  let acknowledged = 0;
  let frames: ((nowMs: number) => void)[] = [];
  const timers = new Set<() => void>();
  const live = createLive(
    {
      onFrame: (newListener) => {
        listener = newListener;
        return () => {
          listener = () => undefined;
        };
      },
    },
    {
      schedule: {
        frame: (callback) => frames.push(callback),
        after: (_delayMs, callback) => {
          timers.add(callback);
          return () => timers.delete(callback);
        },
      },
      reportError: (error) => {
        throw error;
      },
    },
  );
  return {
    live,
    arrive: (buffer: ArrayBuffer) =>
      listener(buffer, () => {
        acknowledged += 1;
      }),
    acknowledged: () => acknowledged,
    paint: (nowMs = 0) => {
      const due = frames;
      frames = [];
      for (const callback of due) callback(nowMs);
    },
    fireTimers: () => {
      for (const timer of timers) timer();
    },
    timers,
  };
}

describe('the live side of the window', () => {
  it('shows the newest frame, and acknowledges it once after it was painted', () => {
    const { live, arrive, paint, acknowledged, timers } = setUp();
    const drawn: (number | undefined)[] = [];
    live.loop.register((_nowMs, frame) => drawn.push(frame?.flow(0, 'sent')));
    paint();
    arrive(frameBuffer({ atMs: 50, flows: [{ sent: 7 }] }));
    expect(acknowledged()).toBe(0);
    paint();
    expect(drawn).toEqual([undefined, 7]);
    expect(acknowledged()).toBe(0);
    paint();
    expect(acknowledged()).toBe(1);
    expect(timers.size).toBe(0);
  });

  it('acknowledges by timer when nothing is painted, and then not a second time', () => {
    const { arrive, paint, acknowledged, fireTimers } = setUp();
    arrive(frameBuffer({}));
    fireTimers();
    expect(acknowledged()).toBe(1);
    paint();
    paint();
    expect(acknowledged()).toBe(1);
  });

  it('acknowledges and counts what is not a frame', () => {
    const { live, arrive, paint, acknowledged } = setUp();
    arrive(new ArrayBuffer(17));
    paint();
    paint();
    expect(acknowledged()).toBe(1);
    expect(live.stats).toMatchObject({ framesReceived: 1, framesRefused: 1 });
    expect(live.latest()).toBeUndefined();
  });

  it('holds the picture while frozen, and takes the data in all the same', () => {
    const { live, arrive } = setUp();
    arrive(frameBuffer({ atMs: 50, flows: [{ queued: 1 }] }));
    live.freeze(true);
    arrive(frameBuffer({ atMs: 100, flows: [{ queued: 2 }] }));
    expect([live.shown()?.flow(0, 'queued'), live.latest()?.flow(0, 'queued')]).toEqual([1, 2]);
    expect(live.history.at(0, 'queued', 100)).toEqual({ min: 2, max: 2 });
    live.freeze(false);
    expect(live.shown()?.flow(0, 'queued')).toBe(2);
  });

  it('clears and thaws for a new run, whichever of its first frame and its session comes first', () => {
    const { live, arrive } = setUp();
    arrive(frameBuffer({ runId: 1, atMs: 5000, flows: [{ queued: 9 }] }));
    live.freeze(true);
    arrive(frameBuffer({ runId: 2, atMs: 50, flows: [{ queued: 3 }, {}] }));
    expect(live.frozen).toBe(false);
    expect(live.history.flowCount).toBe(2);
    expect(live.history.newestMs).toBe(50);
    live.setSession({ runId: 2, flows: [] });
    expect(live.history.newestMs).toBe(50);
    live.setSession({ runId: 3, flows: [] });
    expect(live.latest()).toBeUndefined();
    arrive(frameBuffer({ runId: 2, atMs: 100 }));
    expect(live.latest()).toBeUndefined();
    expect(live.stats.framesStray).toBe(1);
  });

  it('counts folded ticks and holes in time', () => {
    const { live, arrive } = setUp();
    arrive(frameBuffer({ atMs: 50 }));
    arrive(frameBuffer({ atMs: 150, ticksFolded: 2 }));
    arrive(frameBuffer({ atMs: 2150, ticksFolded: 5 }));
    expect(live.stats).toMatchObject({ ticksFolded: 5, gaps: 1 });
    expect(live.stats.bytesHeld).toBeGreaterThan(0);
  });
});
