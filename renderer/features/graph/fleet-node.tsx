import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import type { FrameView } from '../../../shared/frame/frame.ts';
import { type FlowState, flowStates } from '../../../shared/telemetry/fields.ts';
import { useLive } from '../../live/live-context.ts';
import { useModel, useStoreValue } from '../../session/window-model.ts';
import { flowState, orZero, worstState } from './figures.ts';
import { fleetSize } from './graph-layout.ts';
import type { FleetMember, GraphFleet } from './graph-model.ts';
import { setAttribute, setStyle, setText } from './tank.ts';
import './fleet-node.css';

export type FleetNodeType = Node<{ readonly fleet: GraphFleet; readonly unfold: (fleet: string) => void }, 'fleet'>;

/** Levels of many small tanks are written ten times a second: at their size nobody sees more. */
const drawEveryMs = 100;

/** Many peers of one kind: a grid of small tanks, the worst of them as easy to find as a red lamp. */
export function FleetNode({ data: { fleet, unfold } }: NodeProps<FleetNodeType>) {
  const element = useFleetDrawing(fleet);
  const { columns, cellWidth, cellHeight } = fleetSize(fleet.members.length);
  const columnTemplate = `repeat(${columns}, ${cellWidth}px)`;
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <section
        ref={element}
        className="fleet-node"
        data-state="idle"
        data-cell={cellWidth > 60 ? 'named' : 'bare'}
        aria-label={`${fleet.members.length} ${fleet.type.toUpperCase()} sockets of ${fleet.hub}`}
      >
        <header className="fleet-head">
          <span className="fleet-count">
            {fleet.members.length} <span className="socket-type">{fleet.type.toUpperCase()}</span>
          </span>
          <span className="fleet-summary" data-part="summary" />
          <button type="button" className="quiet-button" onClick={() => unfold(fleet.id)}>
            One by one
          </button>
        </header>
        <div className="fleet-grid" style={{ gridTemplateColumns: columnTemplate, gridAutoRows: `${cellHeight}px` }}>
          {fleet.members.map((member) => (
            <FleetCell key={member.socket.id} member={member} named={cellWidth > 60} />
          ))}
        </div>
      </section>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </>
  );
}

function FleetCell({ member: { socket }, named }: { readonly member: FleetMember; readonly named: boolean }) {
  const { stores } = useModel();
  const selected = useStoreValue(
    'selection',
    ({ selection }) => selection?.kind === 'socket' && selection.id === socket.id,
  );
  return (
    <button
      type="button"
      className="fleet-cell"
      data-state="idle"
      data-socket={socket.id}
      aria-pressed={selected}
      aria-label={socket.id}
      tabIndex={selected ? 0 : -1}
      title={socket.id}
      onClick={() => stores.selection.getState().select({ kind: 'socket', id: socket.id })}
    >
      <span className="fleet-fill" />
      {named && <span className="fleet-name">{socket.id}</span>}
    </button>
  );
}

function useFleetDrawing(fleet: GraphFleet) {
  const live = useLive();
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    const section = element.current;
    const summary = section?.querySelector('[data-part="summary"]');
    if (!section || !summary) return;
    const cells = [...section.querySelectorAll<HTMLElement>('.fleet-cell')];
    const fills = cells.map((cell) => cell.firstElementChild as HTMLElement);
    let drawnAtMs = Number.NEGATIVE_INFINITY;
    const draw = (nowMs: number, frame: FrameView | undefined, beat: boolean) => {
      if (!beat && nowMs - drawnAtMs < drawEveryMs) return;
      drawnAtMs = nowMs;
      const states = fleet.members.map(({ link }, at) => {
        const flow = link.lanes[0]?.flow;
        const state = frame === undefined ? 'idle' : flowState(frame, flow);
        const [cell, fill] = [cells[at], fills[at]];
        if (cell) setAttribute(cell, 'data-state', state);
        if (fill) setStyle(fill, 'transform', `scaleY(${levelIn(frame, flow).toFixed(2)})`);
        return state;
      });
      setAttribute(section, 'data-state', worstState(states));
      setText(summary, summarise(states));
    };
    return live.loop.register(draw);
  }, [live, fleet]);
  return element;
}

/** How full the whole way to one member is. */
function levelIn(frame: FrameView | undefined, flow: number | undefined): number {
  if (frame === undefined || flow === undefined) return 0;
  const capacity = frame.flow(flow, 'capacity');
  return capacity > 0 ? Math.min(1, orZero(frame.flow(flow, 'queued')) / capacity) : 0;
}

/** `193 flowing, 7 losing`. */
function summarise(states: readonly FlowState[]): string {
  return flowStates
    .map((state) => ({ state, count: states.filter((one) => one === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state}`)
    .join(', ');
}
