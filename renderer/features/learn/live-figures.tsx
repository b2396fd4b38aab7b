import type { SessionView } from '../../../shared/contract.ts';
import type { FrameView } from '../../../shared/frame/frame.ts';
import { LiveNumber } from '../../live/live-number.tsx';

/** What a flow comes to while it runs: the four figures that every lesson is about. */
export function LiveFigures({ session, flow }: { readonly session: SessionView; readonly flow: number }) {
  const shown = session.flows[flow];
  return (
    <dl
      className="live-figures"
      // Among several flows it has to be said which one it is.
      data-of={session.flows.length > 1 && shown !== undefined ? `${shown.from} \u2192 ${shown.to}` : undefined}
    >
      <div>
        <dt>sent</dt>
        <dd>
          <LiveNumber read={(frame) => frame.flow(flow, 'sent')} />
        </dd>
      </div>
      <div>
        <dt>delivered</dt>
        <dd>
          <LiveNumber read={(frame) => frame.flow(flow, 'delivered')} />
        </dd>
      </div>
      <div>
        <dt>waiting</dt>
        <dd>
          <LiveNumber read={(frame) => frame.flow(flow, 'queued')} certainty="estimated" />
        </dd>
      </div>
      <div data-state="losing">
        <dt>lost</dt>
        <dd>
          <LiveNumber read={(frame) => lostSoFar(frame, flow)} certainty="estimated" />
        </dd>
      </div>
    </dl>
  );
}

/** Proven, and what is lost by our best guess and not proven yet. */
const lostSoFar = (frame: FrameView, flow: number): number =>
  frame.flow(flow, 'lostProven') + (frame.flow(flow, 'lostEstimated') || 0);
