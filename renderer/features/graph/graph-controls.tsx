import { useReactFlow } from '@xyflow/react';
import { Maximize, Minus, Plus, Search } from 'lucide-react';
import { useId } from 'react';
import type { SessionView } from '../../../shared/contract.ts';
import { useModel } from '../../session/window-model.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import './graph-controls.css';

interface GraphControlsProps {
  readonly session: SessionView;
  readonly fitAll: () => void;
  readonly many: boolean;
  /** Given while fleets are shown one by one. */
  readonly foldAll?: () => void;
}

/** Zoom and fit; with many sockets, a field that finds one by its name. */
export function GraphControls({ session, fitAll, many, foldAll }: GraphControlsProps) {
  const flow = useReactFlow();
  return (
    <div className="graph-controls">
      {many && <SocketSearch session={session} />}
      {foldAll && (
        <button type="button" className="quiet-button" onClick={foldAll}>
          Group again
        </button>
      )}
      <IconButton label="Zoom out" keys="-" onClick={() => void flow.zoomOut()}>
        <Minus />
      </IconButton>
      <IconButton label="Zoom in" keys="+" onClick={() => void flow.zoomIn()}>
        <Plus />
      </IconButton>
      <IconButton label="Fit everything" onClick={fitAll}>
        <Maximize />
      </IconButton>
    </div>
  );
}

function SocketSearch({ session }: { readonly session: SessionView }) {
  const { stores } = useModel();
  const names = useId();
  const find = (text: string): void => {
    const wanted = text.trim().toLowerCase();
    const { sockets } = session.scenario;
    const found =
      sockets.find(({ id }) => id.toLowerCase() === wanted) ??
      sockets.find(({ id }) => id.toLowerCase().includes(wanted));
    if (wanted !== '' && found !== undefined) stores.selection.getState().select({ kind: 'socket', id: found.id });
  };
  return (
    <label className="graph-search">
      <Search aria-hidden="true" />
      <input
        type="search"
        placeholder="Find a socket"
        aria-label="Find a socket"
        list={names}
        onChange={(event) => find(event.currentTarget.value)}
      />
      <datalist id={names}>
        {session.scenario.sockets.map(({ id }) => (
          <option key={id} value={id} />
        ))}
      </datalist>
    </label>
  );
}
