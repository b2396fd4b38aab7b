import '@xyflow/react/dist/base.css';
import { MiniMap, ReactFlow, ReactFlowProvider } from '@xyflow/react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { SessionView } from '../../../shared/contract.ts';
import { smallestZoom } from './fitting.ts';
import { FleetNode } from './fleet-node.tsx';
import { GraphControls } from './graph-controls.tsx';
import { layoutGraph } from './graph-layout.ts';
import { buildGraph } from './graph-model.ts';
import { graphEdges, graphNodes } from './graph-nodes.ts';
import { LinkNode } from './link-node.tsx';
import { PipeEdge } from './pipe-edge.tsx';
import { SocketNode } from './socket-node.tsx';
import { useFitting } from './use-fitting.ts';
import { useRoom } from './use-room.ts';
import { useSocketKeys } from './use-socket-keys.ts';
import './graph-view.css';

const nodeTypes = { socket: SocketNode, link: LinkNode, fleet: FleetNode };
const edgeTypes = { pipe: PipeEdge };
/** From this many sockets on, a small map and a search field help to find one. */
const manySockets = 24;

/** The sockets and the real queues between them. */
export function GraphView({ session }: { readonly session: SessionView }) {
  return (
    <ReactFlowProvider>
      <Graph session={session} />
    </ReactFlowProvider>
  );
}

function Graph({ session }: { readonly session: SessionView }) {
  const container = useRef<HTMLElement>(null);
  const room = useRoom(container);
  const { unfolded, unfold, foldAll } = useFolding();
  // What is drawn depends on the sockets, links and flows, not on the phase of the run or on a knob.
  const { scenario, flows, sockets } = session;
  const shapeKey = JSON.stringify([
    scenario.sockets.map(({ id, type }) => [id, type]),
    scenario.links.map(({ id }) => id),
    flows,
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that is read of the session.
  const model = useMemo(() => buildGraph({ scenario, flows, sockets }, unfolded), [shapeKey, unfolded]);
  const layout = useMemo(() => layoutGraph(model, room), [model, room]);
  const nodes = useMemo(() => graphNodes(model, layout, unfold), [model, layout, unfold]);
  const edges = useMemo(() => graphEdges(model, layout), [model, layout]);
  const { fitAll, touched } = useFitting(container, layout);
  useSocketKeys(container, model, layout);
  const many = scenario.sockets.length > manySockets;
  const drawn = model.sockets.length;

  return (
    <section ref={container} className="graph" data-many={drawn > manySockets} aria-label="Sockets and queues">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        minZoom={smallestZoom}
        maxZoom={3}
        onlyRenderVisibleElements={many}
        proOptions={{ hideAttribution: true }}
        onMoveStart={(event) => {
          if (event !== null) touched();
        }}
      >
        {drawn > manySockets && <MiniMap pannable zoomable position="bottom-right" ariaLabel="Map of all sockets" />}
      </ReactFlow>
      <GraphControls session={session} fitAll={fitAll} many={many} {...(unfolded.size > 0 ? { foldAll } : {})} />
    </section>
  );
}

function useFolding() {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const unfold = useCallback((fleet: string) => setUnfolded((before) => new Set([...before, fleet])), []);
  const foldAll = useCallback(() => setUnfolded(new Set()), []);
  return { unfolded, unfold, foldAll };
}
