import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameGate, type TickFigures } from '../../../../electron/app/frame-gate.ts';
import { readFrame } from '../../../../shared/frame/codec.ts';
import { type FrameView, maxRepaintsPerFrame } from '../../../../shared/frame/frame.ts';
import { type FlowFigures, flowFields, type SocketFigures, socketFields } from '../../../../shared/telemetry/fields.ts';

const zeros = <F extends string>(fields: readonly F[]): Record<F, number> =>
  Object.fromEntries(fields.map((field) => [field, 0])) as Record<F, number>;

const figuresAt = (atMs: number, more: { runId?: number; flows?: number; sent?: number } = {}): TickFigures => ({
  runId: more.runId ?? 1,
  atMs,
  flows: Array.from(
    { length: more.flows ?? 2 },
    (): FlowFigures => ({ ...zeros(flowFields), sent: more.sent ?? atMs }),
  ),
  sockets: [zeros(socketFields) as SocketFigures],
});

function openGate() {
  const frames: FrameView[] = [];
  let detached = 0;
  const gate = createFrameGate(
    {
      event: () => undefined,
      frame(buffer) {
        const view = readFrame(buffer);
        if (view === undefined) throw new Error('the gate sent something that is not a frame');
        frames.push(view);
      },
    },
    () => {
      detached += 1;
    },
  );
  return { gate, frames, detached: () => detached };
}

const repaintsOf = (frames: readonly FrameView[]): number =>
  frames.reduce(
    (sum, frame) =>
      sum + Array.from({ length: frame.repaintCount }, (_, at) => frame.repaint(at).count).reduce((a, b) => a + b, 0),
    0,
  );

describe('createFrameGate', () => {
  it('sends the first frame at once, and the next only when it was painted', () => {
    const { gate, frames } = openGate();
    gate.tick(figuresAt(50));
    gate.tick(figuresAt(100));
    gate.tick(figuresAt(150));
    expect(frames.map((frame) => frame.atMs)).toEqual([50]);
    gate.acknowledge();
    expect(frames.map((frame) => [frame.atMs, frame.ticksFolded, frame.frameNumber])).toEqual([
      [50, 1, 1],
      [150, 2, 2],
    ]);
    expect(frames[1]?.flow(1, 'sent')).toBe(150);
  });

  it('shows the newest figures, and counts every tick exactly once', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (story) => {
        const { gate, frames } = openGate();
        let ticks = 0;
        for (const isTick of story) {
          if (!isTick) gate.acknowledge();
          else {
            ticks += 1;
            const before = frames.length;
            gate.tick(figuresAt(ticks * 50));
            if (frames.length > before) expect(frames.at(-1)?.atMs).toBe(ticks * 50);
          }
        }
        gate.acknowledge();
        expect(frames.reduce((sum, frame) => sum + frame.ticksFolded, 0)).toBe(ticks);
        if (ticks > 0) expect(frames.at(-1)?.atMs).toBe(ticks * 50);
        expect(frames.map((frame) => frame.frameNumber)).toEqual(frames.map((_, index) => index + 1));
      }),
    );
  });

  it('adds up repaints while the window is slow: none is lost, none comes twice, no frame grows without bound', () => {
    const acts = fc.array(
      fc.oneof(
        fc.constant('tick' as const),
        fc.constant('acknowledge' as const),
        fc.record({ flow: fc.nat(1), count: fc.integer({ min: 1, max: 99 }), times: fc.nat(400) }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(acts, (story) => {
        const { gate, frames } = openGate();
        gate.tick(figuresAt(50));
        let total = 0;
        for (const act of story) {
          if (act === 'tick') gate.tick(figuresAt(100));
          else if (act === 'acknowledge') gate.acknowledge();
          else
            for (let left = act.times; left > 0; left -= 1) {
              gate.repaint({ flow: act.flow, sentFromMs: 10, sentToMs: 20, count: act.count });
              total += act.count;
            }
        }
        for (let round = 0; round < 3; round += 1) {
          gate.acknowledge();
          gate.tick(figuresAt(200));
        }
        expect(repaintsOf(frames)).toBe(total);
        expect(Math.max(...frames.map((frame) => frame.repaintCount))).toBeLessThanOrEqual(maxRepaintsPerFrame);
      }),
      { numRuns: 60 },
    );
  });

  it('holds one frame for a window that never answers, however long the run is', () => {
    const { gate, frames } = openGate();
    for (let index = 0; index < 20_000; index += 1) {
      gate.tick(figuresAt(index));
      gate.repaint({ flow: 0, sentFromMs: index, sentToMs: index, count: 1 });
    }
    expect(frames).toHaveLength(1);
    gate.acknowledge();
    expect(frames[1]).toMatchObject({ ticksFolded: 19_999, atMs: 19_999 });
    expect(repaintsOf(frames)).toBe(20_000);
  });

  it('takes the shape of a new run, and leaves the repaints of the old one behind', () => {
    const { gate, frames } = openGate();
    gate.tick(figuresAt(50, { flows: 3 }));
    gate.repaint({ flow: 2, sentFromMs: 1, sentToMs: 2, count: 9 });
    gate.acknowledge();
    gate.tick(figuresAt(0, { runId: 2, flows: 1 }));
    expect(frames.at(-1)).toMatchObject({ runId: 2, flowCount: 1, repaintCount: 0 });
  });

  it('tells its owner when the window goes', () => {
    const { gate, detached } = openGate();
    gate.detach();
    expect(detached()).toBe(1);
  });
});
