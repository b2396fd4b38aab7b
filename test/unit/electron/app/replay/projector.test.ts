import { describe, expect, it } from 'vitest';
import { createProjector } from '../../../../../electron/app/replay/projector.ts';
import type { TapeReader } from '../../../../../electron/records/recording-tape.ts';
import { createWatchingWindow } from '../../../../fixtures/records/watching-window.ts';
import { until } from '../../../../fixtures/until.ts';
import { frameBuffer } from '../../../renderer/live/frames.ts';

/** A long recording of which a part comes with each look: a second of run, and so much of the reader's own time. */
function slowTape(elapse: () => void) {
  let at = 0;
  const reader: TapeReader = {
    get atMs() {
      return at;
    },
    next: async (untilMs) => {
      elapse();
      at = Math.min(untilMs, at + 1_000);
      return { frames: [frameBuffer({ atMs: at })], notes: [], reached: at >= untilMs };
    },
    close: async () => undefined,
  };
  return { read: async () => reader };
}

async function jumpThrough(msPerPart: number) {
  let nowMs = 0;
  let projector: ReturnType<typeof createProjector> | undefined;
  const window = createWatchingWindow(() => projector?.pump());
  projector = createProjector({
    tape: slowTape(() => {
      nowMs += msPerPart;
    }),
    runId: 1,
    fromMs: 0,
    sink: window.sink,
    isBusy: window.isBusy,
    position: () => 10_000,
    onBroken: () => undefined,
    now: () => nowMs,
  });
  projector.pump();
  await until(() => {
    window.paint();
    return window.scene() !== undefined;
  });
  projector.close();
  return window;
}

describe('a jump', () => {
  it('that takes long says how far it is, and shows nothing before it is there', async () => {
    const window = await jumpThrough(100);
    const shares = window.of('replay.seeking').map(({ share }) => share);
    expect(shares).toEqual([0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    expect(window.told.at(-1)?.name).toBe('replay.moved');
    expect(window.shownMs()).toBe(10_000);
  });

  it('that is done in a moment says nothing of it', async () => {
    expect((await jumpThrough(10)).of('replay.seeking')).toEqual([]);
  });
});
