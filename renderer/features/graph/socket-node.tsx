import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { FrameView } from '../../../shared/frame/frame.ts';
import type { Scenario } from '../../../shared/scenario/scenario.ts';
import { rateFormat } from '../../live/format.ts';
import { useLive } from '../../live/live-context.ts';
import { useModel, useStoreValue } from '../../session/window-model.ts';
import { StateShape, stateHref } from '../../ui/state-shape.tsx';
import { remarksOn } from '../lint/remarks.ts';
import { socketState } from './figures.ts';
import type { Density } from './graph-layout.ts';
import type { GraphSocket } from './graph-model.ts';
import { setAttribute, setText } from './tank.ts';
import './socket-node.css';

export type SocketNodeType = Node<{ readonly socket: GraphSocket; readonly density: Density }, 'socket'>;

/** A socket: its name, its type, how it is, and how many messages a second pass it. */
export function SocketNode({ data: { socket, density } }: NodeProps<SocketNodeType>) {
  const { stores } = useModel();
  const selected = useStoreValue(
    'selection',
    ({ selection }) => selection?.kind === 'socket' && selection.id === socket.id,
  );
  const element = useSocketDrawing(socket);
  const warnings = useStoreValue('session', ({ session }) => warningsOn(session?.scenario, socket.id));
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <button
        ref={element}
        type="button"
        className="socket-node"
        data-state="idle"
        data-density={density}
        data-socket={socket.id}
        aria-pressed={selected}
        tabIndex={selected ? 0 : -1}
        onClick={() => stores.selection.getState().select({ kind: 'socket', id: socket.id })}
      >
        <span className="socket-head">
          <span className="socket-id" title={socket.id}>
            {socket.id}
          </span>
          {warnings !== '' && (
            <span className="socket-warning" role="img" aria-label={warnings} title={warnings}>
              <TriangleAlert aria-hidden="true" />
            </span>
          )}
          <span className="socket-type">{socket.type.toUpperCase()}</span>
        </span>
        <span className="socket-rate" data-part="rate">
          –
        </span>
        <span className="socket-state">
          <StateShape />
          <span data-part="word">idle</span>
        </span>
      </button>
      <Handle type="source" position={Position.Right} isConnectable={false} />
      {/* Of a proxy whose other socket stands in the band below or above; an edge that names no handle takes the first. */}
      <Handle type="target" position={Position.Top} id="above" isConnectable={false} />
      <Handle type="source" position={Position.Bottom} id="below" isConnectable={false} />
    </>
  );
}

/** The sentences of the warnings on a socket; empty when there are none. */
function warningsOn(scenario: Scenario | undefined, id: string): string {
  const remarks = scenario === undefined ? [] : (remarksOn(scenario).get(id) ?? []);
  return remarks
    .filter(({ severity }) => severity === 'warning')
    .map(({ sentence }) => sentence)
    .join(' ');
}

function useSocketDrawing(socket: GraphSocket) {
  const live = useLive();
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const button = element.current;
    const rate = button?.querySelector('[data-part="rate"]');
    const word = button?.querySelector('[data-part="word"]');
    const shape = button?.querySelector('use');
    if (!button || !rate || !word || !shape) return;
    const draw = (_nowMs: number, frame: FrameView | undefined, beat: boolean) => {
      if (!beat) return;
      const said = describeSocket(frame, socket);
      setAttribute(button, 'data-state', said.state);
      setAttribute(button, 'data-closed', String(said.word === 'closed'));
      setAttribute(shape, 'href', stateHref(said.state));
      setText(word, said.word);
      setText(rate, said.rate);
    };
    return live.loop.register(draw);
  }, [live, socket]);
  return element;
}

function describeSocket(frame: FrameView | undefined, { index, produces }: GraphSocket) {
  if (frame === undefined) return { state: 'idle', word: 'ready', rate: '0/s' } as const;
  const perSecond = frame.socket(index, produces ? 'acceptedPerSecond' : 'receivedPerSecond');
  const closed = frame.socket(index, 'open') === 0;
  const worst = socketState(frame, index);
  // Some peer is gone, which its own lane says; what the others get or give flows all the same.
  const state = closed ? 'disconnected' : worst === 'disconnected' && perSecond > 0 ? 'flowing' : worst;
  const stalled = frame.socket(index, 'stalled') === 1;
  return {
    state,
    word: closed ? 'closed' : stalled ? 'stalled' : state,
    rate: closed ? '\u2013' : rateFormat.glance(perSecond),
  } as const;
}
