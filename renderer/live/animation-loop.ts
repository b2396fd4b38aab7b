import type { FrameView } from '../../shared/frame/frame.ts';

/** What is done in one animation frame. `frame` is the picture to show: the frozen one while frozen, undefined before the first. */
type LoopTask = (nowMs: number, frame: FrameView | undefined) => void;

export interface AnimationLoop {
  /** The task runs in every animation frame until the returned function is called; registering wakes the loop. */
  register(task: LoopTask): () => void;
  /** Asks for one more animation frame: something changed, or a movement goes on. With nobody asking, nothing runs. */
  wake(): void;
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
  let requested = false;

  const runTask = (task: LoopTask, nowMs: number, shown: FrameView | undefined) => {
    try {
      task(nowMs, shown);
    } catch (error) {
      if (!reported.has(task)) reportError(error);
      reported.add(task);
    }
  };
  const run = (nowMs: number) => {
    requested = false;
    const shown = frame();
    for (const task of tasks) runTask(task, nowMs, shown);
  };
  const wake = () => {
    if (requested || tasks.size === 0) return;
    requested = true;
    request(run);
  };
  const register = (task: LoopTask) => {
    tasks.add(task);
    wake();
    return () => {
      tasks.delete(task);
    };
  };
  return { register, wake };
}
