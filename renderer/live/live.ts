import type { HostLink, SessionView } from '../../shared/contract.ts';
import { type FrameBundle, isBundle, readBundle } from '../../shared/frame/bundle.ts';
import { readFrame } from '../../shared/frame/codec.ts';
import type { FrameView } from '../../shared/frame/frame.ts';
import { type AnimationLoop, createAnimationLoop } from './animation-loop.ts';
import { createHistory, type LiveHistory } from './history/history.ts';

/** What the window did with its frames; shown, so that nothing is dropped in silence. */
interface LiveStats {
  readonly framesReceived: number;
  /** Buffers that were no frame. */
  readonly framesRefused: number;
  /** Frames of a run that is over. */
  readonly framesStray: number;
  /** Ticks that went into a later frame because the window was busy. */
  readonly ticksFolded: number;
  /** Holes in the time axis. */
  readonly gaps: number;
  readonly bytesHeld: number;
}

/** The live side of the window: figures come in here, and only here; React sees none of them. */
export interface Live {
  readonly loop: AnimationLoop;
  readonly history: LiveHistory;
  latest(): FrameView | undefined;
  /** What the picture shows: the frozen frame while frozen, else the latest. */
  shown(): FrameView | undefined;
  /** Stops the picture; data goes on into the history. A new run thaws it. */
  freeze(on: boolean): void;
  readonly frozen: boolean;
  /** A new `runId` clears what is held of the run before. */
  setSession(session: Pick<SessionView, 'runId' | 'flows'>): void;
  readonly stats: LiveStats;
  close(): void;
}

/** The browser's two clocks; tests bring their own. */
interface Schedule {
  readonly frame: (callback: (nowMs: number) => void) => void;
  /** Returns how to call it off. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

export interface LiveOptions {
  readonly schedule?: Schedule;
  readonly reportError?: (error: unknown) => void;
}

/** A hidden page paints nothing; after this long the frame is acknowledged unseen, so that the host is not stalled. */
const unpaintedMs = 250;

/** A recording that moves so far at once was told to. */
const jumpMs = 1_000;

const browserSchedule: Schedule = {
  frame: (callback) => void requestAnimationFrame(callback),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

export function createLive(link: Pick<HostLink, 'onFrame'>, options: LiveOptions = {}): Live {
  const schedule = options.schedule ?? browserSchedule;
  const history = createHistory();
  const counts = { framesReceived: 0, framesRefused: 0, framesStray: 0, ticksFolded: 0 };
  let runId = -1;
  let latest: FrameView | undefined;
  let held: FrameView | undefined;
  let frozen = false;

  const shown = () => (frozen ? held : latest);
  const loop = createAnimationLoop({
    frame: shown,
    request: schedule.frame,
    reportError: options.reportError ?? ((error) => reportError(error)),
  });

  const freeze = (on: boolean) => {
    if (on === frozen) return;
    frozen = on;
    held = on ? latest : undefined;
    loop.hurry();
  };
  const startRun = (newRunId: number, flowCount: number) => {
    runId = newRunId;
    latest = undefined;
    freeze(false);
    loop.hold(false);
    history.reset(flowCount);
  };
  const takeFrame = (frame: FrameView | undefined) => {
    counts.framesReceived += 1;
    if (frame === undefined) counts.framesRefused += 1;
    else if (frame.runId < runId) counts.framesStray += 1;
    else {
      // The first frame of a run may overtake the answer that announces it.
      if (frame.runId > runId || frame.flowCount !== history.flowCount) startRun(frame.runId, frame.flowCount);
      counts.ticksFolded += Math.max(0, frame.ticksFolded - 1);
      latest = frame;
      history.fold(frame);
      loop.wake();
    }
  };
  /** Part of a recording: after a jump all frames up to there come at once, and nothing is drawn before the last of them. */
  const takeBundle = (bundle: FrameBundle | undefined) => {
    if (bundle === undefined) counts.framesRefused += 1;
    if (bundle === undefined || bundle.runId < runId) return;
    const beforeMs = latest?.atMs ?? 0;
    if (bundle.reset) {
      latest = undefined;
      history.reset(history.flowCount);
    }
    for (const frame of bundle.frames) takeFrame(frame);
    loop.hold(bundle.more);
    // What was asked for shows at once; what only plays, however fast, keeps to the beat in which it can be read.
    if (bundle.reset || (latest?.atMs ?? 0) - beforeMs > jumpMs) loop.hurry();
  };
  const stop = link.onFrame((buffer, acknowledge) => {
    if (isBundle(buffer)) takeBundle(readBundle(buffer));
    else takeFrame(readFrame(buffer));
    acknowledgePainted(schedule, acknowledge);
  });

  return {
    loop,
    history,
    latest: () => latest,
    shown,
    freeze,
    get frozen() {
      return frozen;
    },
    setSession: (session) => {
      if (session.runId !== runId) startRun(session.runId, session.flows.length);
      // What a phase is said to have come to, the figures show at once.
      loop.hurry();
    },
    get stats() {
      return { ...counts, gaps: history.gaps, bytesHeld: history.bytes };
    },
    close: stop,
  };
}

/**
 * The loop draws in the next animation frame; the one after it proves that the drawing was painted. The timer stands in where no
 * animation frames come.
 */
function acknowledgePainted(schedule: Schedule, acknowledge: () => void): void {
  let done = false;
  const finish = () => {
    if (done) return;
    done = true;
    callOff();
    acknowledge();
  };
  const callOff = schedule.after(unpaintedMs, finish);
  schedule.frame(() => schedule.frame(finish));
}
