import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { FrameView } from '../../../shared/frame/frame.ts';
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

/** The sentence for screen readers changes once a second. */
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
  const figures = createPace(0);
  const summary = createPace(summaryMs);
  let cursorBefore: number | undefined;
  let wasFrozen = live.frozen;

  return (nowMs: number, frame: FrameView | undefined, beat: boolean) => {
    const range = axis.range(nowMs);
    const { cursor, zoom } = view.getState();
    const frameNumber = frame?.frameNumber ?? -1;
    const rebuilt = driver.draw(nowMs, range, frameNumber);
    // At rest figures are those of the newest frame, which the right edge glides after, and its errors hold for them.
    const newest = zoom ? undefined : frame;
    const atMs = newest?.atMs ?? range.toMs;
    const now = { history, flow, atMs, exact: false, frame: newest };
    if (rebuilt) writeLeaders(spec, labels, height, { ...now, atMs: range.toMs }, driver.yOf);
    // A picture that comes to a stand says the same everywhere at once, and stays as it is: the history behind it learns of losses.
    const hurries = live.frozen !== wasFrozen;
    wasFrozen = live.frozen;
    const holdsStill = live.frozen && !hurries && !figures.isBehind(atMs) && !summary.isBehind(atMs);
    if ((!holdsStill && beat && figures.isDue(nowMs, atMs)) || cursor !== cursorBefore) {
      cursorBefore = cursor;
      writeLabels(
        spec,
        labels,
        cursor === undefined ? now : { ...now, atMs: timeAt(range, cursor), exact: true, frame: undefined },
      );
    }
    if (labels.summary && !holdsStill && summary.isDue(nowMs, atMs, hurries))
      labels.summary.textContent = summaryText(spec, now);
    // The last frame of a run must be shown too, so the loop goes on until everything has caught up with it.
    if (driver.isBehind(frameNumber) || figures.isBehind(atMs) || summary.isBehind(atMs)) live.loop.wake();
  };
}

/** Lets something happen at most once in a while, and knows whether it is behind. */
function createPace(everyMs: number) {
  let happenedAt = Number.NEGATIVE_INFINITY;
  let shownMs = Number.NaN;
  return {
    isDue: (nowMs: number, atMs: number, hurries = false) => {
      if (!hurries && nowMs - happenedAt < everyMs) return false;
      happenedAt = nowMs;
      shownMs = atMs;
      return true;
    },
    isBehind: (atMs: number) => shownMs !== atMs,
  };
}

const scaleAtFirst = ({ lowestTop, fixedTop }: ChartSpec) => createValueScale(lowestTop, fixedTop).top;
