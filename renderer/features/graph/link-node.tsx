import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { useModel, useStoreValue } from '../../session/window-model.ts';
import { type Density, laneGap, measuresOf } from './graph-layout.ts';
import type { GraphLink } from './graph-model.ts';
import { Lane } from './lane.tsx';
import './link-node.css';

export type LinkNodeType = Node<
  {
    readonly link: GraphLink;
    readonly density: Density;
    /** Whether the pipes move while messages flow. */
    readonly moves: boolean;
    readonly mirrored: boolean;
  },
  'link'
>;

/** A link with its queues, one lane for each direction in which messages go. */
export function LinkNode({ data: { link, density, moves, mirrored } }: NodeProps<LinkNodeType>) {
  const { stores } = useModel();
  const { laneHeight } = measuresOf[density];
  const selected = useStoreValue(
    'selection',
    ({ selection }) => selection?.kind === 'link' && selection.id === link.id,
  );
  return (
    <>
      {link.lanes.map((_lane, at) => (
        <LaneHandles key={laneHandle(at)} at={at} middle={at * (laneHeight + laneGap) + laneHeight / 2} />
      ))}
      <button
        type="button"
        className="link-node"
        data-density={density}
        data-moves={moves}
        data-link={link.id}
        aria-pressed={selected}
        tabIndex={selected ? 0 : -1}
        onClick={() => stores.selection.getState().select({ kind: 'link', id: link.id })}
      >
        <span className="for-screen-readers">{`Link from ${link.from} to ${link.to}`}</span>
        {link.lanes.map((lane) => (
          <Lane key={`${lane.flow}:${lane.direction}`} lane={lane} moves={moves} mirrored={mirrored} />
        ))}
      </button>
    </>
  );
}

/** Where the pipes of one lane begin and end. */
function LaneHandles({ at, middle }: { readonly at: number; readonly middle: number }) {
  const shared = { id: laneHandle(at), isConnectable: false, style: { top: middle } };
  return (
    <>
      <Handle type="target" position={Position.Left} {...shared} />
      <Handle type="source" position={Position.Right} {...shared} />
    </>
  );
}

export const laneHandle = (at: number): string => `lane-${at}`;
