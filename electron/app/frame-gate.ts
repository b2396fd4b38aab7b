import type { WindowAttachment, WindowSink } from '../../shared/contract.ts';
import { createFrameWriter, type FrameWriter } from '../../shared/frame/codec.ts';
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

/** `outstanding`: the window still has something of before to paint, and will acknowledge that. */
export function createFrameGate(sink: WindowSink, onDetach: (gate: FrameGate) => void, outstanding = false): FrameGate {
  let writer: FrameWriter | undefined;
  let shape = '';
  let frameNumber = 0;
  let waits = outstanding;
  let folded = 0;
  let newest: TickFigures | undefined;

  const send = (figures: TickFigures): void => {
    const wanted = `${figures.runId} ${figures.flows.length} ${figures.sockets.length}`;
    if (writer === undefined || wanted !== shape) {
      writer = createFrameWriter(figures.flows.length, figures.sockets.length);
      shape = wanted;
    }
    figures.flows.forEach((flow, index) => {
      writer?.setFlowFigures(index, flow);
    });
    figures.sockets.forEach((socket, index) => {
      writer?.setSocketFigures(index, socket);
    });
    frameNumber += 1;
    waits = true;
    const ticksFolded = folded;
    folded = 0;
    newest = undefined;
    sink.frame(writer.finish({ runId: figures.runId, frameNumber, atMs: figures.atMs, ticksFolded }));
  };

  const gate: FrameGate = {
    sink,
    tick(figures) {
      folded += 1;
      newest = figures;
      if (!waits) send(figures);
    },
    repaint(repaint) {
      writer?.addRepaint(repaint);
    },
    acknowledge() {
      waits = false;
      if (newest !== undefined) send(newest);
    },
    detach: () => onDetach(gate),
  };
  return gate;
}
