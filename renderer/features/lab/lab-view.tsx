import { useSession, useStoreValue } from '../../session/window-model.ts';
import { GraphView } from '../graph/graph-view.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import './lab-view.css';

/** Sockets and queues, the selected one's knobs and figures, and the run over time. */
export function LabView() {
  const session = useSession();
  const connection = useStoreValue('session', (state) => state.connection);
  if (session === undefined)
    return (
      <div className="lab-empty" role="status">
        <p>{connection === 'lost' ? 'Highwater does not answer. It is tried again.' : 'Connecting to Highwater'}</p>
      </div>
    );
  return (
    <div className="lab">
      <GraphView key={session.source} session={session} />
      <Inspector session={session} />
      <div className="lab-charts" />
      <div className="lab-ledger" />
    </div>
  );
}
