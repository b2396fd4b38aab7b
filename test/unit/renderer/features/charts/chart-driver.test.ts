// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { createChartDriver } from '../../../../../renderer/features/charts/chart-driver.ts';
import { chartSpecs } from '../../../../../renderer/features/charts/chart-specs.ts';
import { createValueScale } from '../../../../../renderer/features/charts/value-scale.ts';
import { createHistory } from '../../../../../renderer/live/history/history.ts';
import { frameView } from '../../live/frames.ts';

const latency = chartSpecs.find(({ id }) => id === 'latency') ?? expect.unreachable();
const svg = <K extends 'g' | 'path'>(name: K) => document.createElementNS('http://www.w3.org/2000/svg', name);

function setUp() {
  const history = createHistory();
  history.reset(1);
  const paths = {
    plot: { x: 50, y: 10, width: 300, height: 40 },
    moving: svg('g'),
    series: latency.series.map(() => svg('path')),
    outline: null,
    changes: svg('path'),
  };
  const tops: number[] = [];
  const driver = createChartDriver({
    spec: latency,
    history,
    flow: 0,
    width: 350,
    scale: createValueScale(1),
    paths,
    changes: () => [{ atMs: 500, path: 'x', from: '1', to: '2', by: 'user' }],
    onTop: (top) => tops.push(top),
  });
  const fold = (atMs: number, latencyP50Ms: number) =>
    history.fold(frameView({ atMs, flows: [{ latencyP50Ms, latencyP99Ms: 2 * latencyP50Ms }] }));
  return { driver, paths, tops, fold };
}

describe('the driver of a chart', () => {
  it('writes the paths when there are data, and tells when the scale moved', () => {
    const { driver, paths, tops, fold } = setUp();
    fold(950, 100);
    fold(1_000, 100);
    expect(driver.draw(0, { fromMs: -29_000, toMs: 1_000 }, 1)).toBe(true);
    expect(tops).toEqual([200]);
    expect(paths.series[0]?.getAttribute('d')).toMatch(/^M/);
    expect(paths.changes.getAttribute('d')).toMatch(/^M-4\.5 10v40/);
    expect(driver.yOf(100)).toBe(30);
  });

  it('only moves the picture between the data', () => {
    const { driver, paths, fold } = setUp();
    fold(1_000, 100);
    driver.draw(0, { fromMs: -29_000, toMs: 1_000 }, 1);
    expect(paths.moving.getAttribute('transform')).toBe('translate(350 0)');
    expect(driver.draw(100, { fromMs: -28_900, toMs: 1_100 }, 1)).toBe(false);
    expect(paths.moving.getAttribute('transform')).toBe('translate(349 0)');
    expect(driver.isBehind(1)).toBe(false);
  });

  it('writes again for a new frame after its time, and for another range at once', () => {
    const { driver, fold } = setUp();
    fold(1_000, 100);
    driver.draw(0, { fromMs: -29_000, toMs: 1_000 }, 1);
    fold(1_050, 100);
    expect(driver.draw(10, { fromMs: -29_000, toMs: 1_000 }, 2)).toBe(false);
    expect(driver.isBehind(2)).toBe(true);
    expect(driver.draw(60, { fromMs: -28_950, toMs: 1_050 }, 2)).toBe(true);
    expect(driver.draw(61, { fromMs: 0, toMs: 1_000 }, 2)).toBe(true);
  });
});
