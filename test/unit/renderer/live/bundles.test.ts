import { describe, expect, it } from 'vitest';
import { createLive } from '../../../../renderer/live/live.ts';
import { writeBundle } from '../../../../shared/frame/bundle.ts';
import { frameBuffer } from './frames.ts';

const frameAt = (tick: number) =>
  frameBuffer({
    runId: 1,
    frameNumber: tick,
    atMs: tick * 50,
    flows: [{ queued: tick, lostProven: tick >= 10 ? 1 : 0, provenUntilMs: tick * 50 }],
    repaints: tick === 10 ? [{ flow: 0, sentFromMs: 100, sentToMs: 200, count: 1 }] : [],
  });
const ticks = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => frameAt(from + at));

function createWindow() {
  let listener: (buffer: ArrayBuffer, acknowledge: () => void) => void = () => undefined;
  let due: ((nowMs: number) => void)[] = [];
  const drawn: (number | undefined)[] = [];
  const live = createLive(
    {
      onFrame: (given) => {
        listener = given;
        return () => undefined;
      },
    },
    { schedule: { frame: (callback) => due.push(callback), after: () => () => undefined } },
  );
  let beats = 0;
  live.loop.register((_now, frame, beat) => {
    drawn.push(frame?.atMs);
    if (beat) beats += 1;
  });
  const paint = () => {
    const callbacks = due;
    due = [];
    for (const callback of callbacks) callback(0);
  };
  const lost = () => {
    let sum = 0;
    live.history.scanLosses(0, 0, 5_000, (_from, _to, proven) => {
      sum += proven;
    });
    return sum;
  };
  return {
    live,
    drawn,
    paint,
    lost,
    beats: () => beats,
    arrive: (...[frames, head]: Parameters<typeof writeBundle>) => listener(writeBundle(frames, head), () => undefined),
  };
}

describe('frames of a recording that come in bundles', () => {
  it('are all folded into the history, and the last one is shown', () => {
    const window = createWindow();
    window.arrive(ticks(1, 40), { reset: true, more: false, runId: 3 });
    window.paint();
    expect(window.drawn.at(-1)).toBe(2_000);
    expect(window.live.history.at(0, 'queued', 1_000)).toEqual({ min: 20, max: 20 });
    expect(window.lost()).toBe(1);
  });

  it('are not drawn before the last bundle of a jump: the picture stays as it was', () => {
    const window = createWindow();
    window.arrive(ticks(1, 40), { reset: true, more: false, runId: 3 });
    window.paint();
    const before = window.drawn.length;
    window.arrive(ticks(1, 10), { reset: true, more: true, runId: 3 });
    window.paint();
    expect(window.drawn.length).toBe(before);
    window.arrive(ticks(11, 20), { reset: false, more: false, runId: 3 });
    window.paint();
    expect(window.drawn.slice(before)).toEqual([1_000]);
  });

  it('begin anew when the recording goes back: what comes later is not known any more, and a loss counts once', () => {
    const window = createWindow();
    window.arrive(ticks(1, 40), { reset: true, more: false, runId: 3 });
    window.arrive(ticks(1, 8), { reset: true, more: false, runId: 3 });
    expect([window.live.history.newestMs, window.lost()]).toEqual([400, 0]);
    expect(window.live.history.at(0, 'queued', 300)).toEqual({ min: 6, max: 6 });
    window.arrive(ticks(9, 40), { reset: false, more: false, runId: 3 });
    expect([window.live.history.newestMs, window.lost(), window.live.history.gaps]).toEqual([2_000, 1, 0]);
  });

  it('give the same history in one bundle as in many, and as live', () => {
    const [one, many] = [createWindow(), createWindow()];
    one.arrive(ticks(1, 40), { reset: true, more: false, runId: 3 });
    many.arrive([], { reset: true, more: false, runId: 3 });
    for (let tick = 1; tick <= 40; tick += 1) many.arrive([frameAt(tick)], { reset: false, more: false, runId: 3 });
    const read = ({ live }: ReturnType<typeof createWindow>) => {
      const points: (readonly number[])[] = [];
      live.history.scan(0, 'queued', 0, 2_000, (...point) => points.push(point));
      return points;
    };
    expect(read(one)).toEqual(read(many));
    expect(read(one)).toHaveLength(40);
    expect(one.lost()).toBe(many.lost());
  });

  it('change the text in the beat of a run while they only play, and at once after a jump', () => {
    const window = createWindow();
    window.arrive(ticks(1, 4), { reset: true, more: false, runId: 3 });
    window.paint();
    const before = window.beats();
    for (const tick of [5, 9, 13]) {
      window.arrive(ticks(tick, tick + 3), { reset: false, more: false, runId: 3 });
      window.paint();
    }
    expect(window.beats()).toBe(before);
    window.arrive(ticks(17, 60), { reset: false, more: false, runId: 3 });
    window.paint();
    expect(window.beats()).toBe(before + 1);
    window.arrive(ticks(1, 2), { reset: true, more: false, runId: 3 });
    window.paint();
    expect(window.beats()).toBe(before + 2);
  });

  it('of a run that is over are strays', () => {
    const window = createWindow();
    window.live.setSession({ runId: 5, flows: [] });
    window.arrive(ticks(1, 4), { reset: true, more: true, runId: 3 });
    expect(window.live.latest()).toBeUndefined();
  });
});
