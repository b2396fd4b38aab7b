import { useState } from 'react';
import { selectedFlow } from '../../session/selection-store.ts';
import { useModel, useSession, useStoreValue } from '../../session/window-model.ts';
import { createChartView } from '../charts/chart-view.ts';
import { TimeCharts } from '../charts/time-charts.tsx';
import { EventStrip } from '../events/event-strip.tsx';
import { GraphView } from '../graph/graph-view.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { LedgerPanel } from '../ledger/ledger-panel.tsx';
import './lab-view.css';

/** Sockets and queues, the selected one's knobs and figures, and the run over time. */
export function LabView() {
  const session = useSession();
  const { live } = useModel();
  const selection = useStoreValue('selection', (state) => state.selection);
  const changes = useStoreValue('changes', (state) => state.changes);
  const events = useStoreValue('events', (state) => state.events);
  const omitted = useStoreValue('events', (state) => state.omitted);
  const [view] = useState(createChartView);
  const connection = useStoreValue('session', (state) => state.connection);
  if (session === undefined)
    return (
      <div className="lab-empty" role="status">
        <p>{connection === 'lost' ? 'Highwater does not answer. It is tried again.' : 'Connecting to Highwater'}</p>
      </div>
    );
  const flow = selectedFlow(session, selection);
  return (
    <div className="lab">
      <div className="lab-picture">
        <GraphView key={session.source} session={session} />
        <section className="lab-time" aria-label="Over time">
          <TimeCharts live={live} view={view} session={session} selectedFlow={flow} changes={changes} />
          <EventStrip live={live} view={view} events={events} omitted={omitted} />
        </section>
      </div>
      <div className="lab-side">
        <Inspector session={session} />
        <div className="lab-ledger">
          <LedgerPanel live={live} session={session} selectedFlow={flow} />
        </div>
      </div>
    </div>
  );
}
