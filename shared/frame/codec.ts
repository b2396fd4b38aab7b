import {
  type FlowField,
  type FlowFigures,
  flowFields,
  type SocketField,
  type SocketFigures,
  socketFields,
} from '../telemetry/fields.ts';
import {
  type FrameView,
  frameHeaderLength,
  frameVersion,
  maxRepaintsPerFrame,
  type Repaint,
  repaintLength,
} from './frame.ts';

/** What a frame says of itself; the counts are the writer's own. */
export interface FrameHeader {
  readonly runId: number;
  readonly frameNumber: number;
  readonly atMs: number;
  /** How many ticks this frame stands for: 1, or more while the window was slow to acknowledge. */
  readonly ticksFolded: number;
}

/**
 * Collects the figures of one run in place. Figures stay until they are set again (NaN before the first time), so that a tick which
 * is not sent costs nothing; repaints gather until `finish` takes them along.
 */
export interface FrameWriter {
  setFlow(index: number, field: FlowField, value: number): void;
  setFlowFigures(index: number, figures: Readonly<FlowFigures>): void;
  setSocket(index: number, field: SocketField, value: number): void;
  setSocketFigures(index: number, figures: Readonly<SocketFigures>): void;
  /** Past `maxRepaintsPerFrame` repaints of one flow are merged into one window; none is lost, at worst it waits a frame. */
  addRepaint(repaint: Repaint): void;
  /** A copy of its own for the wire. */
  finish(header: FrameHeader): ArrayBuffer;
}

/** More than this is no scenario of ours: the buffer is not a frame. */
const maxCount = 1_000_000;
const flowLength = flowFields.length;
const socketLength = socketFields.length;
const flowOffsets = offsetsOf(flowFields);
const socketOffsets = offsetsOf(socketFields);

export function createFrameWriter(flowCount: number, socketCount: number): FrameWriter {
  const socketsAt = frameHeaderLength + flowCount * flowLength;
  const repaintsAt = socketsAt + socketCount * socketLength;
  const cells = new Float64Array(repaintsAt + maxRepaintsPerFrame * repaintLength).fill(Number.NaN, frameHeaderLength);
  const repaints = createRepaintList(cells.subarray(repaintsAt), flowCount);

  const setFlow = (index: number, field: FlowField, value: number) => {
    requireIndex('flow', index, flowCount);
    cells[frameHeaderLength + index * flowLength + flowOffsets[field]] = value;
  };
  const setSocket = (index: number, field: SocketField, value: number) => {
    requireIndex('socket', index, socketCount);
    cells[socketsAt + index * socketLength + socketOffsets[field]] = value;
  };
  return {
    setFlow,
    setSocket,
    setFlowFigures: (index, figures) => {
      for (const field of flowFields) setFlow(index, field, figures[field]);
    },
    setSocketFigures: (index, figures) => {
      for (const field of socketFields) setSocket(index, field, figures[field]);
    },
    addRepaint: (repaint) => {
      requireIndex('flow', repaint.flow, flowCount);
      repaints.add(repaint);
    },
    finish: ({ runId, frameNumber, atMs, ticksFolded }) => {
      const count = repaints.count();
      cells.set([frameVersion, runId, frameNumber, atMs, flowCount, socketCount, count, ticksFolded]);
      const frame = cells.slice(0, repaintsAt + count * repaintLength);
      repaints.clear();
      return frame.buffer;
    },
  };
}

/** Reads a frame that came from outside: undefined when it is not one, whatever its bytes are. The view shares the buffer. */
export function readFrame(buffer: ArrayBuffer): FrameView | undefined {
  return buffer.byteLength % 8 === 0 ? readFrameCells(new Float64Array(buffer)) : undefined;
}

/** The same of cells that lie in a larger buffer. */
export function readFrameCells(cells: Float64Array): FrameView | undefined {
  if (cells.length < frameHeaderLength) return undefined;
  const cell = (at: number) => cells[at] ?? Number.NaN;
  const flowCount = cell(4);
  const socketCount = cell(5);
  const repaintCount = cell(6);
  if (cell(0) !== frameVersion || !isCount(flowCount) || !isCount(socketCount) || !isCount(repaintCount))
    return undefined;
  if (!isWhole(cell(1)) || !isWhole(cell(2)) || !isWhole(cell(7)) || !(cell(3) >= 0 && Number.isFinite(cell(3))))
    return undefined;
  const socketsAt = frameHeaderLength + flowCount * flowLength;
  const repaintsAt = socketsAt + socketCount * socketLength;
  if (cells.length !== repaintsAt + repaintCount * repaintLength) return undefined;
  for (let at = repaintsAt; at < cells.length; at += repaintLength) {
    if (!isRepaint(cell(at), cell(at + 1), cell(at + 2), cell(at + 3), flowCount)) return undefined;
  }
  return {
    runId: cell(1),
    frameNumber: cell(2),
    atMs: cell(3),
    ticksFolded: cell(7),
    flowCount,
    socketCount,
    repaintCount,
    flow: (index, field) =>
      isIndex(index, flowCount) ? cell(frameHeaderLength + index * flowLength + flowOffsets[field]) : Number.NaN,
    socket: (index, field) =>
      isIndex(index, socketCount) ? cell(socketsAt + index * socketLength + socketOffsets[field]) : Number.NaN,
    repaint: (index) => {
      requireIndex('repaint', index, repaintCount);
      const at = repaintsAt + index * repaintLength;
      return { flow: cell(at), sentFromMs: cell(at + 1), sentToMs: cell(at + 2), count: cell(at + 3) };
    },
  };
}

/**
 * The repaints of the next frame, in place. When the room is used up, a repaint widens the newest one of its flow; a flow that has
 * none yet waits, merged, in one slot of its own, so that memory is bounded by the number of flows.
 */
function createRepaintList(room: Float64Array, flowCount: number) {
  const capacity = room.length / repaintLength;
  const newestOf = new Int32Array(flowCount).fill(-1);
  const waiting = new Map<number, Repaint>();
  let used = 0;

  const append = (repaint: Repaint) => {
    newestOf[repaint.flow] = used;
    room.set([repaint.flow, repaint.sentFromMs, repaint.sentToMs, repaint.count], used * repaintLength);
    used += 1;
  };
  const widen = (at: number, repaint: Repaint) => {
    room[at + 1] = Math.min(room[at + 1] ?? 0, repaint.sentFromMs);
    room[at + 2] = Math.max(room[at + 2] ?? 0, repaint.sentToMs);
    room[at + 3] = (room[at + 3] ?? 0) + repaint.count;
  };
  const add = (repaint: Repaint) => {
    if (used < capacity) return append(repaint);
    const newest = newestOf[repaint.flow] ?? -1;
    if (newest >= 0) return widen(newest * repaintLength, repaint);
    const other = waiting.get(repaint.flow);
    waiting.set(repaint.flow, other ? merged(other, repaint) : repaint);
  };
  const clear = () => {
    used = 0;
    newestOf.fill(-1);
    const held = [...waiting.values()];
    waiting.clear();
    for (const repaint of held) add(repaint);
  };
  return { add, clear, count: () => used };
}

function merged(a: Repaint, b: Repaint): Repaint {
  return {
    flow: a.flow,
    sentFromMs: Math.min(a.sentFromMs, b.sentFromMs),
    sentToMs: Math.max(a.sentToMs, b.sentToMs),
    count: a.count + b.count,
  };
}

function offsetsOf<F extends string>(fields: readonly F[]): Readonly<Record<F, number>> {
  return Object.fromEntries(fields.map((field, index) => [field, index])) as Record<F, number>;
}

const isWhole = (value: number) => Number.isSafeInteger(value) && value >= 0;
const isCount = (value: number) => isWhole(value) && value <= maxCount;
const isIndex = (value: number, count: number) => Number.isInteger(value) && value >= 0 && value < count;

function isRepaint(flow: number, from: number, to: number, count: number, flowCount: number): boolean {
  return (
    isIndex(flow, flowCount) &&
    Number.isFinite(from) &&
    Number.isFinite(to) &&
    from <= to &&
    count >= 0 &&
    Number.isFinite(count)
  );
}

function requireIndex(what: string, index: number, count: number): void {
  if (!isIndex(index, count)) throw new RangeError(`expected a ${what} index below ${count}, found ${index}`);
}
