import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBundle, readBundle, writeBundle } from '../../../../shared/frame/bundle.ts';
import { readFrame } from '../../../../shared/frame/codec.ts';
import { frameBuffer } from '../../renderer/live/frames.ts';

const frames = [1, 2, 3].map((at) =>
  frameBuffer({
    runId: 1,
    frameNumber: at,
    atMs: at * 50,
    flows: [{ sent: at * 10 }],
    repaints: at === 2 ? [{ flow: 0, sentFromMs: 10, sentToMs: 20, count: 4 }] : [],
  }),
);

describe('a bundle of frames', () => {
  it('gives back its frames in order, all of the run that it says', () => {
    const bundle = readBundle(writeBundle(frames, { reset: true, more: false, runId: 7 }));
    expect(bundle).toMatchObject({ reset: true, more: false, runId: 7 });
    expect(bundle?.frames.map((frame) => [frame.runId, frame.atMs, frame.flow(0, 'sent'), frame.repaintCount])).toEqual(
      [
        [7, 50, 10, 0],
        [7, 100, 20, 1],
        [7, 150, 30, 0],
      ],
    );
    expect(bundle?.frames[1]?.repaint(0)).toEqual({ flow: 0, sentFromMs: 10, sentToMs: 20, count: 4 });
  });

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('says whether it begins anew (%s) and whether more follows (%s), also without a frame', (reset, more) => {
    expect(readBundle(writeBundle([], { reset, more, runId: 2 }))).toEqual({ reset, more, runId: 2, frames: [] });
  });

  it('is told from a frame, and a frame from it', () => {
    const [frame] = frames;
    const bundle = writeBundle(frames, { reset: false, more: false, runId: 1 });
    expect([isBundle(frame!), isBundle(bundle), readFrame(bundle)]).toEqual([false, true, undefined]);
  });

  it('that is cut or changed anywhere is refused or is a bundle of sound frames, and never throws', () => {
    const whole = new Float64Array(writeBundle(frames, { reset: true, more: false, runId: 7 }));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.double(), fc.nat(whole.length), (at, value, length) => {
        const changed = whole.slice(0, length);
        if (at < changed.length) changed[at] = value;
        const read = readBundle(changed.buffer);
        for (const frame of read?.frames ?? [])
          expect([frame.runId, frame.flowCount >= 0]).toEqual([read?.runId, true]);
      }),
    );
  });
});
