import { describe, expect, it } from 'vitest';
import { createChartPainter } from '../../../../../renderer/features/charts/chart-painter.ts';
import { chartSpecs } from '../../../../../renderer/features/charts/chart-specs.ts';
import { createHistory } from '../../../../../renderer/live/history/history.ts';
import type { FlowField } from '../../../../../shared/telemetry/fields.ts';
import { frameView } from '../../live/frames.ts';

const specOf = (id: string) => chartSpecs.find((spec) => spec.id === id) ?? expect.unreachable();
const axis = { top: 100, bottom: 100, height: 100 };
const input = {
  flow: 0,
  range: { fromMs: 0, toMs: 1_000 },
  projection: { anchorMs: 1_000, msPerPixel: 10 },
};

function historyOf(figures: Partial<Record<FlowField, number>>, frames = 20) {
  const history = createHistory();
  history.reset(1);
  for (let at = 1; at <= frames; at += 1) history.fold(frameView({ atMs: at * 50, flows: [figures] }));
  return history;
}

/** The heights over the bottom that a path touches. */
const heightsOf = (path: string) =>
  new Set(Array.from(path.matchAll(/[ML]-?[\d.]+ (-?[\d.]+)/g), ([, y]) => axis.bottom - Number(y)));

describe('the painter of a chart', () => {
  it('stands the layers on each other, from the receiver up, and an unknown one adds nothing', () => {
    const spec = specOf('depth');
    const painter = createChartPainter(
      spec,
      historyOf({
        queued: 60,
        capacity: 90,
        sendQueue: 30,
        kernelSend: Number.NaN,
        kernelReceive: 10,
        receiveQueue: 20,
      }),
      100,
    );
    expect(painter.collect(input)).toBe(90);
    const paths = painter.paths(axis);
    const heights = Object.fromEntries(
      spec.series.map(({ id }, at) => [id, [...heightsOf(paths[at] ?? '')].sort((a, b) => a - b)]),
    );
    expect(heights).toEqual({
      capacity: [90],
      'receive-queue': [0, 20],
      'kernel-receive': [20, 30],
      'kernel-send': [],
      'send-queue': [30, 60],
    });
    expect([...heightsOf(paths[spec.series.length] ?? '')]).toEqual([60]);
  });

  it('stands what is estimated lost on what is proven lost', () => {
    const history = createHistory();
    history.reset(1);
    for (let at = 1; at <= 80; at += 1) {
      const atMs = at * 50;
      const repaints = at === 80 ? [{ flow: 0, sentFromMs: 0, sentToMs: 2_000, count: 80 }] : [];
      history.fold(
        frameView({
          atMs,
          repaints,
          flows: [
            {
              lostProven: at === 80 ? 80 : 0,
              lostEstimated: at === 80 ? 80 : at * 2,
              provenUntilMs: at === 80 ? 2_000 : 0,
            },
          ],
        }),
      );
    }
    const spec = specOf('rates');
    const painter = createChartPainter(spec, history, 100);
    const proven = spec.series.findIndex(({ id }) => id === 'lost-proven');
    const estimated = spec.series.findIndex(({ id }) => id === 'lost-estimated');
    painter.collect({ ...input, range: { fromMs: 1_200, toMs: 1_800 } });
    const settled = painter.paths(axis);
    expect(Math.max(...heightsOf(settled[proven] ?? ''))).toBeCloseTo(40, 0);
    expect(settled[estimated]).toBe('');
    painter.collect({ ...input, range: { fromMs: 3_200, toMs: 3_800 } });
    const open = painter.paths(axis);
    expect(open[proven]).toBe('');
    expect(Math.max(...heightsOf(open[estimated] ?? ''))).toBeCloseTo(40, 0);
  });

  it('draws nothing from nothing', () => {
    const history = createHistory();
    history.reset(1);
    for (const spec of chartSpecs) {
      const painter = createChartPainter(spec, history, 100);
      painter.collect(input);
      for (const path of painter.paths(axis)) expect(path).toBe('');
    }
  });
});
