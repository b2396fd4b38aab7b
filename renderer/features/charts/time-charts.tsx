import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import type { SessionView } from '../../../shared/contract.ts';
import type { ChangeMark, FlowInfo } from '../../../shared/telemetry/telemetry.ts';
import { formatRunTime } from '../../live/format.ts';
import type { Live } from '../../live/live.ts';
import { AxisRow } from './axis-row.tsx';
import { gridOf } from './axis-ticks.ts';
import { summaryText } from './chart-labels.tsx';
import { ChartPatterns } from './chart-patterns.tsx';
import { chartSpecs } from './chart-specs.ts';
import type { ChartView } from './chart-view.ts';
import { CursorLayer } from './cursor-layer.tsx';
import { labelsWidth, scaleWidth, useTimeAxis } from './time-axis.ts';
import { TimeChart } from './time-chart.tsx';
import { useSize } from './use-size.ts';
import './time-charts.css';

interface TimeChartsProps {
  readonly live: Live;
  readonly view: ChartView;
  readonly session: SessionView;
  /** Index into `session.flows`; the first flow when undefined. */
  readonly selectedFlow: number | undefined;
  readonly changes: readonly ChangeMark[];
}

/** All charts of one flow on one time axis with one cursor. It fills its parent, whose height must be given by the layout. */
export function TimeCharts({ live, view, session, selectedFlow, changes }: TimeChartsProps) {
  const axis = useTimeAxis(live, view);
  const area = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(area);
  const flow = selectedFlow ?? 0;
  const name = flowName(session.flows[flow]);
  const isZoomed = useStore(view, (state) => state.zoom !== undefined);
  const windowMs = useStore(view, (state) => state.windowMs);
  const gridShares = useMemo(() => gridOf({ zoom: isZoomed ? wholeRun : undefined, windowMs }), [isZoomed, windowMs]);
  const heights = useMemo(() => shareHeight(height), [height]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a part picked out of one run says nothing about the next.
  useEffect(() => view.getState().unzoom(), [view, session.runId]);
  const describe = useCallback(
    (atMs: number) => {
      const moment = { history: live.history, flow, atMs, exact: true };
      return `${formatRunTime(atMs)}. ${chartSpecs.map((spec) => summaryText(spec, moment)).join(' ')}`;
    },
    [live, flow],
  );
  return (
    <section className="time-charts" aria-label={`Charts of ${name}`}>
      <ChartPatterns />
      <div ref={area} className="time-charts-area">
        {width > scaleWidth + labelsWidth
          ? chartSpecs.map((spec, at) => (
              <TimeChart
                key={`${spec.id} ${session.runId}`}
                {...{ spec, live, view, axis, flow, changes, gridShares, width }}
                flowName={name}
                height={heights[at] ?? 0}
              />
            ))
          : null}
        <div className="time-charts-plots" style={{ left: scaleWidth, right: labelsWidth }}>
          <CursorLayer live={live} view={view} axis={axis} describe={describe} />
        </div>
      </div>
      <AxisRow live={live} view={view} axis={axis} changes={changes} width={width} />
    </section>
  );
}

/** For the grid a zoom is a zoom, wherever it is. */
const wholeRun = { fromMs: 0, toMs: 1 };

function flowName(flow: FlowInfo | undefined): string {
  return flow === undefined ? 'no flow' : `${flow.from} \u2192 ${flow.to}`;
}

function shareHeight(height: number): readonly number[] {
  const weights = chartSpecs.reduce((sum, { weight }) => sum + weight, 0);
  return chartSpecs.map(({ weight }) => Math.floor((height * weight) / weights));
}
