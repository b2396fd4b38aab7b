import { BaseEdge, type Edge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import type { FrameView } from '../../../shared/frame/frame.ts';
import { useLive } from '../../live/live-context.ts';
import { isStill } from '../../ui/stillness.ts';
import { dashSpeed, flowState, orZero, worstState } from './figures.ts';
import { createDashMotion } from './pipe-motion.ts';
import { setAttribute } from './tank.ts';
import './pipe-edge.css';

export type PipeEdgeType = Edge<
  {
    readonly flows: readonly number[];
    readonly moves: boolean;
    readonly backwards: boolean;
    /** Stands beside the middle of the way. */
    readonly name?: string;
  },
  'pipe'
>;

/** The way between a socket and the queues of one of its links. */
export function PipeEdge(props: EdgeProps<PipeEdgeType>) {
  const { sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition, data } = props;
  const group = useRef<SVGGElement>(null);
  usePipeDrawing(group, data);
  const [path, middleX, middleY] = getBezierPath({
    sourceX,
    sourceY,
    sourcePosition,
    targetX,
    targetY,
    targetPosition,
  });
  return (
    <g ref={group} className="pipe-edge" data-state="idle">
      <BaseEdge path={path} className="pipe-edge-line" interactionWidth={0} />
      <path d={path} className="pipe-edge-dashes" fill="none" />
      {data?.name !== undefined && (
        <text x={middleX - 12} y={middleY} className="pipe-edge-name">
          {data.name}
        </text>
      )}
    </g>
  );
}

function usePipeDrawing(group: { readonly current: SVGGElement | null }, data: PipeEdgeType['data']): void {
  const live = useLive();
  useEffect(() => {
    const element = group.current;
    const path = element?.querySelector('.pipe-edge-dashes');
    if (!element || !path || data === undefined) return;
    const motion = createDashMotion(data.moves ? [path] : [], data.backwards);
    const draw = (_nowMs: number, frame: FrameView | undefined) => {
      if (frame === undefined) {
        setAttribute(element, 'data-state', data.flows.length === 0 ? 'refused' : 'idle');
        motion.run(0);
        return;
      }
      setAttribute(element, 'data-state', worstState(data.flows.map((flow) => flowState(frame, flow))));
      const perSecond = Math.max(0, ...data.flows.map((flow) => orZero(frame.flow(flow, 'deliveredPerSecond'))));
      motion.run(isStill() ? 0 : dashSpeed(perSecond));
    };
    const leave = live.loop.register(draw);
    return () => {
      leave();
      motion.close();
    };
  }, [data, group, live]);
}
