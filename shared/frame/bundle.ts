import { readFrameCells } from './codec.ts';
import type { FrameView } from './frame.ts';

/**
 * Many frames in one buffer: a moment of a recording is reached by folding all frames before it, and those cannot wait for a paint
 * each. One ArrayBuffer of float64: [0] bundleVersion  [1] flags  [2] frames  [3] runId, then per frame its length in cells and its cells.
 */
const bundleVersion = 1_001;
const headLength = 4;
/** Everything before is forgotten: the frames begin at the begin of the recording. */
const flagReset = 1;
/** More follow before the picture is whole; nothing is drawn until then. */
const flagMore = 2;

export interface FrameBundle {
  readonly reset: boolean;
  readonly more: boolean;
  readonly runId: number;
  /** Oldest first. */
  readonly frames: readonly FrameView[];
}

/** Writes frames of one run, each as `FrameWriter` made it, and gives all of them the same `runId`. */
export function writeBundle(
  frames: readonly ArrayBuffer[],
  { reset, more, runId }: Pick<FrameBundle, 'reset' | 'more' | 'runId'>,
): ArrayBuffer {
  const lengths = frames.map((frame) => frame.byteLength / 8);
  const cells = new Float64Array(headLength + lengths.reduce((sum, length) => sum + 1 + length, 0));
  cells.set([bundleVersion, (reset ? flagReset : 0) + (more ? flagMore : 0), frames.length, runId]);
  let at = headLength;
  frames.forEach((frame, index) => {
    cells[at] = lengths[index] ?? 0;
    cells.set(new Float64Array(frame), at + 1);
    cells[at + 2] = runId;
    at += 1 + (lengths[index] ?? 0);
  });
  return cells.buffer;
}

/** Whether a buffer says that it is a bundle; `readBundle` then tells whether that is so. */
export const isBundle = (buffer: ArrayBuffer): boolean =>
  buffer.byteLength >= 8 && buffer.byteLength % 8 === 0 && new Float64Array(buffer, 0, 1)[0] === bundleVersion;

/** Reads a bundle that came from outside: undefined when it is not one, whatever its bytes are. The views share the buffer. */
export function readBundle(buffer: ArrayBuffer): FrameBundle | undefined {
  if (!isBundle(buffer)) return undefined;
  const cells = new Float64Array(buffer);
  const [, flags = Number.NaN, count = Number.NaN, runId = Number.NaN] = cells;
  if (!(flags >= 0 && flags <= 3) || !Number.isSafeInteger(runId) || runId < 0) return undefined;
  const frames: FrameView[] = [];
  let at = headLength;
  while (at < cells.length) {
    const length = cells[at] ?? Number.NaN;
    if (!(length > 0) || at + 1 + length > cells.length) return undefined;
    const frame = readFrameCells(cells.subarray(at + 1, at + 1 + length));
    if (frame === undefined || frame.runId !== runId) return undefined;
    frames.push(frame);
    at += 1 + length;
  }
  if (frames.length !== count) return undefined;
  return { reset: flags % 2 === flagReset, more: flags >= flagMore, runId, frames };
}
