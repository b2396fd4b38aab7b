import { useState } from 'react';
import type { SessionView } from '../../../shared/contract.ts';
import { useModel, useSession, useStoreValue } from '../../session/window-model.ts';
import { createChartView } from '../charts/chart-view.ts';
import { TimeCharts } from '../charts/time-charts.tsx';
import { GraphView } from '../graph/graph-view.tsx';

interface PictureProps {
  /** Only this scenario is shown; while another one is on the table, there is no picture. */
  readonly source: string;
  /** The flow of the charts; without it there are none. */
  readonly charts?: string;
}

/** The Lab's own picture of the sockets and queues that the lesson is about. */
export function Picture({ source, charts }: PictureProps) {
  const session = useSession();
  if (session?.source !== source)
    return (
      <div className="learn-picture learn-picture-empty">
        <p>The sockets appear here when they are run. Something else is in the Lab now.</p>
      </div>
    );
  return (
    <div className="learn-picture" data-charts={charts !== undefined}>
      <GraphView key={session.source} session={session} />
      {charts !== undefined && <Charts session={session} flow={charts} />}
    </div>
  );
}

function Charts({ session, flow }: { readonly session: SessionView; readonly flow: string }) {
  const { live } = useModel();
  const changes = useStoreValue('changes', (state) => state.changes);
  const [view] = useState(createChartView);
  const at = session.flows.findIndex(({ id }) => id === flow);
  return (
    <section className="learn-charts" aria-label="Over time">
      <TimeCharts live={live} view={view} session={session} selectedFlow={at < 0 ? undefined : at} changes={changes} />
    </section>
  );
}
