import { Fragment, type RefObject, useEffect, useRef } from 'react';
import { StateShape } from '../../../ui/state-shape.tsx';
import '../../graph/lane.css';
import { createStripMotion, type Motion } from '../../graph/pipe-motion.ts';
import type { PictureLane, Vessel } from './picture-model.ts';

/** One direction of a connection, with the places in which its bytes wait; the Lab's pipes, words and shapes. */
export function VesselLane({ lane, mirrored }: { readonly lane: PictureLane; readonly mirrored: boolean }) {
  const element = useRef<HTMLSpanElement>(null);
  useMotion(element, lane.speed);
  return (
    <span ref={element} className="lane" data-state={lane.state} data-mirrored={mirrored}>
      <span className="lane-lead">
        <span className="lane-word">
          <StateShape state={lane.state} />
          {lane.state}
        </span>
        <Pipe marked />
        <span className="lane-rate">{lane.rate}</span>
      </span>
      {lane.vessels.map((vessel) => (
        <Fragment key={vessel.name}>
          <VesselView vessel={vessel} />
          <Pipe />
        </Fragment>
      ))}
    </span>
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

function VesselView({ vessel: { name, kind, figure, share, meaning } }: { readonly vessel: Vessel }) {
  if (kind === 'unseen')
    return (
      <span className="vessel" data-kind={kind} title={meaning}>
        <span className="vessel-text">
          <span className="vessel-figure" aria-hidden="true">
            {figure}
          </span>
          <span className="for-screen-readers">{name} not visible</span>
        </span>
      </span>
    );
  return (
    <span className="vessel" data-kind={kind} title={meaning}>
      <span className="vessel-fill" style={{ transform: `scaleX(${share.toFixed(3)})` }} />
      <span className="vessel-text">
        <span className="vessel-figure">{figure}</span>
        <span className="vessel-name">{name}</span>
      </span>
    </span>
  );
}

function useMotion(element: RefObject<HTMLElement | null>, speed: number): void {
  const motion = useRef<Motion>(undefined);
  useEffect(() => {
    const made = createStripMotion([...(element.current?.querySelectorAll('.pipe-strip') ?? [])]);
    motion.current = made;
    return () => made.close();
  }, [element]);
  useEffect(() => motion.current?.run(speed), [speed]);
}
