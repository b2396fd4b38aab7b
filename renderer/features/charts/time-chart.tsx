import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { ChangeMark } from '../../../shared/telemetry/telemetry.ts';
import type { Live } from '../../live/live.ts';
import { createChartDriver } from './chart-driver.ts';
import { ChartFrame, type LivePaths } from './chart-frame.tsx';
import { ChartLabels, type LiveLabels, summaryText, writeLabels, writeLeaders } from './chart-labels.tsx';
import type { ChartSpec } from './chart-specs.ts';
import { type ChartView, timeAt } from './chart-view.ts';
import type { TimeAxis } from './time-axis.ts';
import { createValueScale } from './value-scale.ts';

interface TimeChartProps {
  readonly spec: ChartSpec;
  readonly live: Live;
  readonly view: ChartView;
  readonly axis: TimeAxis;
  readonly flow: number;
  readonly flowName: string;
  readonly changes: readonly ChangeMark[];
  readonly gridShares: readonly number[];
  readonly width: number;
  readonly height: number;
}

/** Figures change together, five times a second; the sentence for screen readers once. */
const figuresMs = 200;
const summaryMs = 1_000;

/** One chart: recharts' frame, the live paths in it, its labels, and a sentence that says the same. */
export const TimeChart = memo(function TimeChart(props: TimeChartProps) {
  const { spec, live, view, axis, flow, flowName, changes, gridShares, width, height } = props;
  const scale = useMemo(() => createValueScale(spec.lowestTop, spec.fixedTop), [spec]);
  const [top, setTop] = useState(scale.top);
  const paths = useRef<LivePaths>({ plot: undefined, moving: null, series: [], outline: null, changes: null });
  const labels = useRef<LiveLabels>({ values: [], leaders: [], total: null, summary: null });
  const newestChanges = useRef(changes);
  newestChanges.current = changes;

  useEffect(() => {
    const driver = createChartDriver({
      spec,
      history: live.history,
      flow,
      width,
      scale,
      paths: paths.current,
      changes: () => newestChanges.current,
      onTop: setTop,
    });
    return live.loop.register(createTask({ spec, live, view, axis, flow, height, labels: labels.current, driver }));
  }, [spec, live, view, axis, flow, scale, width, height]);

  return (
    <figure className="time-chart" style={{ height }} aria-label={`${spec.title}, ${flowName}`}>
      <div className="time-chart-picture" aria-hidden="true">
        <ChartFrame spec={spec} width={width} height={height} top={top} gridShares={gridShares} paths={paths} />
        <p className="chart-title">
          {spec.title}
          <span
            className="chart-total"
            ref={(total) => {
              labels.current.total = total;
            }}
          />
          {top === scaleAtFirst(spec) ? null : (
            <span className="chart-scale-note" key={top}>
              scale now to {spec.format.glance(top)}
            </span>
          )}
        </p>
        <ChartLabels spec={spec} height={height} labels={labels} />
      </div>
      <p
        className="for-screen-readers"
        ref={(summary) => {
          labels.current.summary = summary;
        }}
      />
    </figure>
  );
});

interface ChartTask {
  readonly spec: ChartSpec;
  readonly live: Live;
  readonly view: ChartView;
  readonly axis: TimeAxis;
  readonly flow: number;
  readonly height: number;
  readonly labels: LiveLabels;
  readonly driver: ReturnType<typeof createChartDriver>;
}

function createTask({ spec, live, view, axis, flow, height, labels, driver }: ChartTask) {
  const { history } = live;
  const figuresBeat = createBeat(figuresMs);
  const summaryBeat = createBeat(summaryMs);
  let cursorBefore: number | undefined;

  return (nowMs: number) => {
    const range = axis.range(nowMs);
    const { cursor, zoom } = view.getState();
    const frame = live.shown();
    const frameNumber = frame?.frameNumber ?? -1;
    const rebuilt = driver.draw(nowMs, range, frameNumber);
    // At rest the right edge follows the newest frame, whose own errors then hold for it.
    const now = { history, flow, atMs: range.toMs, exact: false, frame: zoom ? undefined : frame };
    if (rebuilt) writeLeaders(spec, labels, height, now, driver.yOf);
    // A frozen picture stays as it is, though the history behind it learns of losses.
    const holdsStill = live.frozen && !figuresBeat.isBehind(range.toMs) && !summaryBeat.isBehind(range.toMs);
    if ((!holdsStill && figuresBeat.isDue(nowMs, range.toMs)) || cursor !== cursorBefore) {
      cursorBefore = cursor;
      writeLabels(
        spec,
        labels,
        cursor === undefined ? now : { ...now, atMs: timeAt(range, cursor), exact: true, frame: undefined },
      );
    }
    if (labels.summary && !holdsStill && summaryBeat.isDue(nowMs, range.toMs))
      labels.summary.textContent = summaryText(spec, now);
    // The last frame of a run must be shown too, so the loop goes on until everything has caught up with it.
    if (driver.isBehind(frameNumber) || figuresBeat.isBehind(range.toMs) || summaryBeat.isBehind(range.toMs))
      live.loop.wake();
  };
}

/** Lets something happen at most once in a while, and knows whether it is behind. */
function createBeat(everyMs: number) {
  let happenedAt = Number.NEGATIVE_INFINITY;
  let shownMs = Number.NaN;
  return {
    isDue: (nowMs: number, toMs: number) => {
      if (nowMs - happenedAt < everyMs) return false;
      happenedAt = nowMs;
      shownMs = toMs;
      return true;
    },
    isBehind: (toMs: number) => shownMs !== toMs,
  };
}

const scaleAtFirst = ({ lowestTop, fixedTop }: ChartSpec) => createValueScale(lowestTop, fixedTop).top;
