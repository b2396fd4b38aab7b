import type { WindowAttachment, WindowSink } from '../../shared/contract.ts';
import type { Repaint } from '../../shared/frame/frame.ts';
import type { FlowFigures, SocketFigures } from '../../shared/telemetry/fields.ts';
/** The figures of one tick, as the engine keeps them. */
export interface TickFigures {
  readonly runId: number;
  readonly atMs: number;
  readonly flows: readonly Readonly<FlowFigures>[];
  readonly sockets: readonly Readonly<SocketFigures>[];
}
/**
 * Stands between the ticks and one window: a frame goes out only when the last one was painted. Until then figures are
 * newest-wins and repaints add up, so a slow window costs neither memory nor truth.
 */
export interface FrameGate extends WindowAttachment {
  readonly sink: WindowSink;
  tick(figures: TickFigures): void;
  repaint(repaint: Repaint): void;
}
export declare function createFrameGate(sink: WindowSink, onDetach: (gate: FrameGate) => void): FrameGate;
