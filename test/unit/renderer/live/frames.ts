import { createFrameWriter, readFrame } from '../../../../shared/frame/codec.ts';
import type { FrameView, Repaint } from '../../../../shared/frame/frame.ts';
import type { FlowField } from '../../../../shared/telemetry/fields.ts';

interface FrameOf {
  readonly runId?: number;
  readonly frameNumber?: number;
  readonly atMs?: number;
  readonly ticksFolded?: number;
  readonly flows?: readonly Partial<Record<FlowField, number>>[];
  readonly repaints?: readonly Repaint[];
}

/** The bytes of a frame with the figures that a test cares about. */
export function frameBuffer({
  runId = 1,
  frameNumber = 1,
  atMs = 0,
  ticksFolded = 1,
  flows = [{}],
  repaints = [],
}: FrameOf): ArrayBuffer {
  const writer = createFrameWriter(flows.length, 0);
  flows.forEach((figures, index) => {
    for (const [field, value] of Object.entries(figures)) writer.setFlow(index, field as FlowField, value);
  });
  for (const repaint of repaints) writer.addRepaint(repaint);
  return writer.finish({ runId, frameNumber, atMs, ticksFolded });
}

export function frameView(frame: FrameOf): FrameView {
  const view = readFrame(frameBuffer(frame));
  if (view === undefined) throw new Error('not a frame');
  return view;
}
