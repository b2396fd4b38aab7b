import type { FrameView } from '../../../shared/frame/frame.ts';
import { LiveNumber } from '../../live/live-number.tsx';

/** What a flow comes to while it runs: the four figures that every lesson is about. */
export function LiveFigures({ flow }: { readonly flow: number }) {
  return (
    <dl className="live-figures">
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
