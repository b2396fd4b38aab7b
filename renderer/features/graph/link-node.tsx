import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { useModel, useStoreValue } from '../../session/window-model.ts';
import type { Density } from './graph-layout.ts';
import type { GraphLink } from './graph-model.ts';
import { Lane } from './lane.tsx';
import './link-node.css';

export type LinkNodeType = Node<
  { readonly link: GraphLink; readonly density: Density; readonly mirrored: boolean },
  'link'
>;

/** A link with its queues, one lane for each direction in which messages go. */
export function LinkNode({ data: { link, density, mirrored } }: NodeProps<LinkNodeType>) {
  const { stores } = useModel();
  const selected = useStoreValue(
    'selection',
    ({ selection }) => selection?.kind === 'link' && selection.id === link.id,
  );
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <button
        type="button"
        className="link-node"
        data-density={density}
        data-link={link.id}
        aria-pressed={selected}
        tabIndex={selected ? 0 : -1}
        aria-label={`Link from ${link.from} to ${link.to}, ${link.lanes[0]?.transport ?? ''}`}
        onClick={() => stores.selection.getState().select({ kind: 'link', id: link.id })}
      >
        {link.lanes.map((lane) => (
          <Lane key={`${lane.flow}:${lane.direction}`} lane={lane} mirrored={mirrored} />
        ))}
      </button>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </>
  );
}
