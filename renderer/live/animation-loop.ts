import type { FrameView } from '../../shared/frame/frame.ts';

/**
 * What is done in one animation frame. `frame` is the picture to show: the frozen one while frozen, undefined before the first.
 * Text is written when `beat` is true, so that all figures on the screen are of the same frame.
 */
type LoopTask = (nowMs: number, frame: FrameView | undefined, beat: boolean) => void;

/** All figures change together, five times a second: fast enough to be live, slow enough to be read. */
const beatMs = 200;

export interface AnimationLoop {
  /** The task runs in every animation frame until the returned function is called; registering wakes the loop. */
  register(task: LoopTask): () => void;
  /** Asks for one more animation frame: something changed, or a movement goes on. With nobody asking, nothing runs. */
  wake(): void;
  /** The next animation frame is a beat: the picture comes to a stand, or goes on. */
  hurry(): void;
  /** While it is held nothing is drawn: the picture on the screen stays, and what is behind it is being replaced. */
  hold(on: boolean): void;
}

interface LoopSource {
  readonly frame: () => FrameView | undefined;
  /** Calls back once before the next paint, with the time of `performance.now()`. */
  readonly request: (callback: (nowMs: number) => void) => void;
  readonly reportError: (error: unknown) => void;
}

/** The one requestAnimationFrame loop of the app: all live drawing happens in it, in the order of registration. */
export function createAnimationLoop({ frame, request, reportError }: LoopSource): AnimationLoop {
  const tasks = new Set<LoopTask>();
  /** A task that throws in every frame is reported once, and the others go on. */
  const reported = new WeakSet<LoopTask>();
  /** A task's first turn is a beat for it: it has written nothing yet. */
  const newcomers = new Set<LoopTask>();
  let requested = false;
  let held = false;
  let hurried = false;
  let beatAtMs = Number.NEGATIVE_INFINITY;
  let written: FrameView | undefined;

  const isBeat = (nowMs: number, shown: FrameView | undefined): boolean => {
    if (!hurried && nowMs - beatAtMs < beatMs) return false;
    hurried = false;
    beatAtMs = nowMs;
    written = shown;
    return true;
  };
  const runTask = (task: LoopTask, nowMs: number, shown: FrameView | undefined, beat: boolean) => {
    try {
      task(nowMs, shown, newcomers.delete(task) || beat);
    } catch (error) {
      if (!reported.has(task)) reportError(error);
      reported.add(task);
    }
  };
  const run = (nowMs: number) => {
    requested = false;
    if (held) return;
    const shown = frame();
    const beat = isBeat(nowMs, shown);
    for (const task of tasks) runTask(task, nowMs, shown, beat);
    // The last frame of a run must be written too: the loop goes on until its beat comes.
    if (shown !== written) wake();
  };
  const wake = () => {
    if (requested || tasks.size === 0) return;
    requested = true;
    request(run);
  };
  const register = (task: LoopTask) => {
    tasks.add(task);
    newcomers.add(task);
    wake();
    return () => {
      tasks.delete(task);
      newcomers.delete(task);
    };
  };
  const hurry = () => {
    hurried = true;
    wake();
  };
  const hold = (on: boolean) => {
    if (held && !on) wake();
    held = on;
  };
  return { register, wake, hurry, hold };
}
