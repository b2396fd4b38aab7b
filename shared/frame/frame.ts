import type { FlowField, SocketField } from '../telemetry/fields.ts';

/**
 * One tick on its way to the window: a single ArrayBuffer of float64, host byte order (both ends are the same machine).
 *
 * [0] frameVersion  [1] runId  [2] frameNumber  [3] atMs (since the run began)  [4] flows  [5] sockets  [6] repaints  [7] ticksFolded
 * then flows x flowFields.length, then sockets x socketFields.length, then repaints x 4 (flow index, sentFromMs, sentToMs, count).
 *
 * Figures are newest-wins, counters are cumulative; repaints are summed while the window has not acknowledged a frame.
 */
export const frameVersion = 1;
export const frameHeaderLength = 8;
export const repaintLength = 4;
/** At most so many repaints go with a frame; more are merged, so a frame's size is bounded by the scenario. */
export const maxRepaintsPerFrame = 256;

export interface Repaint {
  readonly flow: number;
  readonly sentFromMs: number;
  readonly sentToMs: number;
  readonly count: number;
}

/** A decoded frame: a view, valid until the buffer is given back. */
export interface FrameView {
  readonly runId: number;
  readonly frameNumber: number;
  readonly atMs: number;
  readonly flowCount: number;
  readonly socketCount: number;
  readonly ticksFolded: number;
  flow(index: number, field: FlowField): number;
  socket(index: number, field: SocketField): number;
  readonly repaintCount: number;
  repaint(index: number): Repaint;
}
