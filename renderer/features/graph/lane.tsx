import { type RefObject, useEffect, useRef } from 'react';
import type { FrameView } from '../../../shared/frame/frame.ts';
import { useLive } from '../../live/live-context.ts';
import { useScenarioValue } from '../../session/window-model.ts';
import { StateShape } from '../../ui/state-shape.tsx';
import type { GraphLane } from './graph-model.ts';
import { createLaneDrawing } from './lane-drawing.ts';
import './lane.css';

interface LaneProps {
  readonly lane: GraphLane;
  readonly moves: boolean;
  readonly mirrored: boolean;
}

/** One flow on its way through its queues, drawn by the loop. */
export function Lane({ lane, moves, mirrored }: LaneProps) {
  const element = useRef<HTMLDivElement>(null);
  useLaneDrawing(element, lane, moves);
  const whole = lane.transport === 'inproc';
  return (
    <div
      ref={element}
      className="lane"
      data-state="idle"
      data-mirrored={mirrored !== (lane.direction === 'reply')}
      data-drops={lane.drops}
    >
      <div className="lane-lead">
        <span className="lane-word">
          <StateShape />
          <span data-part="word">idle</span>
        </span>
        <Pipe marked />
        <span className="lane-rate" data-part="rate" />
      </div>
      {whole ? (
        <Tank part="whole" name="pipe" />
      ) : (
        <>
          <Tank part="send" name="send queue" />
          <Pipe />
          <Kernel name={lane.transport === 'ipc' ? 'unix' : 'kernel'} />
          <Pipe />
          <Tank part="receive" name="receive queue" />
        </>
      )}
      <Pipe />
    </div>
  );
}

function Pipe({ marked = false }: { readonly marked?: boolean }) {
  return (
    <span className="pipe">
      <span className="pipe-line" />
      <span className="pipe-strip" />
      {marked && <span className="pipe-mark" />}
    </span>
  );
}

/** A queue with a mark: the fill rises to the line. */
function Tank({ part, name }: { readonly part: 'send' | 'receive' | 'whole'; readonly name: string }) {
  return (
    <span className={`tank tank-${part}`} data-tank={part}>
      <span className="tank-body">
        <span className="tank-fill" data-part="fill" />
        <span className="tank-band" data-part="band" />
        <span className="tank-spill" />
        <span className="tank-figure" data-part="figure">
          0
        </span>
        <span className="tank-name">{name}</span>
      </span>
      <span className="tank-mark">
        <span data-part="mark" />
      </span>
      <svg className="tank-overflow" viewBox="0 0 20 100" preserveAspectRatio="none" aria-hidden="true">
        <path d="M20 4C9 4 7 8 7 18V96" />
      </svg>
    </span>
  );
}

/** What the kernel holds: no mark, since nobody set one; what waits gathers at the receiving end. */
function Kernel({ name }: { readonly name: string }) {
  return (
    <span className="kernel" data-tank="kernel">
      <span className="kernel-send" data-part="kernel-send" />
      <span className="kernel-receive" data-part="kernel-receive" />
      <span className="kernel-text">
        <span className="kernel-figure" data-part="kernel-figure">
          0
        </span>
        <span className="kernel-name">
          {name} <span data-part="kernel-bytes" />
        </span>
      </span>
    </span>
  );
}

/** What the marks are while nothing runs. */
interface RestingMarks {
  readonly send: number;
  readonly receive: number;
}

function useLaneDrawing(element: RefObject<HTMLDivElement | null>, lane: GraphLane, moves: boolean): void {
  const live = useLive();
  const resting = useRef<RestingMarks>({ send: Number.NaN, receive: Number.NaN });
  resting.current = {
    send: asNumber(useScenarioValue(`sockets.${lane.from}.options.sendHighWaterMark`)),
    receive: asNumber(useScenarioValue(`sockets.${lane.to}.options.receiveHighWaterMark`)),
  };
  useEffect(() => {
    if (element.current === null) return;
    const drawing = createLaneDrawing(element.current, lane, moves);
    const draw = (nowMs: number, frame: FrameView | undefined, beat: boolean) => {
      const unsettled = drawing.draw(nowMs, frame, beat, resting.current);
      if (unsettled) live.loop.wake();
    };
    const leave = live.loop.register(draw);
    return () => {
      leave();
      drawing.close();
    };
  }, [element, lane, moves, live]);
}

const asNumber = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);
