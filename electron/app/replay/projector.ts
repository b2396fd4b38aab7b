import type { WindowSink } from '../../../shared/contract.ts';
import { writeBundle } from '../../../shared/frame/bundle.ts';
import type { RecordingTape, TapePart, TapeReader } from '../../records/recording-tape.ts';
import { createScene, tellNote } from './scene.ts';

/** One window that looks at a recording: it reads the file at its own pace, so a slow window costs no memory and misses nothing. */
export interface Projector {
  /** The clock went on, or the window has painted what it had. */
  pump(): void;
  /** To wherever the player stands now: the picture stands still until all before that moment is folded in. */
  jump(): void;
  close(): void;
}

export interface ProjectorOptions {
  readonly tape: Pick<RecordingTape, 'read'>;
  readonly runId: number;
  readonly fromMs: number;
  readonly sink: WindowSink;
  /** The window has not painted the last buffer. */
  readonly isBusy: () => boolean;
  readonly position: () => number;
  /** The file cannot be read beyond this moment. */
  readonly onBroken: (atMs: number, error: unknown) => void;
  readonly now?: () => number;
}

/** About a minute of a scenario with a few flows; folding so much takes the window less than a frame. */
const maxBundleBytes = 2 * 1024 * 1024;
/** A jump that takes longer says how far it is. */
const silentMs = 400;

export function createProjector(options: ProjectorOptions): Projector {
  const { tape, runId, fromMs, sink, isBusy, position, onBroken, now = () => performance.now() } = options;
  const scene = createScene();
  let reader: TapeReader | undefined;
  let reset = true;
  let jumpedAtMs: number | undefined = now();
  let jumps = 0;
  let broken = false;
  let closed = false;
  let pumping = false;
  let again = false;

  const rewind = async (): Promise<TapeReader> => {
    await reader?.close();
    reader = undefined;
    const fresh = await tape.read();
    reader = fresh;
    scene.clear();
    reset = true;
    broken = false;
    jumpedAtMs ??= now();
    return fresh;
  };
  const breakOff = (atMs: number, error: unknown): void => {
    broken = true;
    if (!closed) onBroken(atMs, error);
  };
  const read = async (from: TapeReader, untilMs: number): Promise<TapePart> => {
    if (broken) return nothing;
    try {
      return await from.next(untilMs, maxBundleBytes);
    } catch (error) {
      breakOff(from.atMs, error);
      return nothing;
    }
  };
  const show = ({ frames, notes }: TapePart, reached: boolean): void => {
    for (const note of notes) scene.take(note);
    const jumping = jumpedAtMs !== undefined;
    if (frames.length > 0 || jumping) sink.frame(writeBundle(frames, { reset, more: jumping && !reached, runId }));
    reset = false;
    if (!jumping) for (const note of notes) tellNote(note, sink.event);
    if (!jumping || !reached) return;
    jumpedAtMs = undefined;
    sink.event('replay.moved', scene.now());
  };
  const tellProgress = (target: number, atMs: number): void => {
    if (jumpedAtMs === undefined || now() - jumpedAtMs < silentMs) return;
    const share = (Math.max(fromMs, atMs) - fromMs) / Math.max(1, target - fromMs);
    sink.event('replay.seeking', { share: Math.min(1, Math.max(0, share)) });
  };
  const step = async (): Promise<void> => {
    while (!closed && !isBusy()) {
      const target = position();
      const jump = jumps;
      const from = reader === undefined || target < reader.atMs ? await rewind() : reader;
      const part = await read(from, target);
      // A newer jump goes back behind what was just read.
      if (closed) return;
      if (position() < from.atMs) {
        await rewind();
        continue;
      }
      if (part.frames.length === 0 && part.notes.length === 0 && jumpedAtMs === undefined) return;
      show(part, part.reached && jump === jumps);
      tellProgress(target, from.atMs);
    }
  };
  const pump = async (): Promise<void> => {
    again = true;
    if (pumping) return;
    pumping = true;
    try {
      while (again) {
        again = false;
        await step();
      }
    } catch (error) {
      breakOff(reader?.atMs ?? fromMs, error);
    } finally {
      pumping = false;
    }
  };
  return {
    pump: () => void pump(),
    jump: () => {
      jumps += 1;
      jumpedAtMs = now();
      void pump();
    },
    close: () => {
      closed = true;
      void reader?.close();
    },
  };
}

const nothing: TapePart = { frames: [], notes: [], reached: true };
