/** The time between two ticks of the engine (20 Hz). */
const tickMs = 50;

export interface Follower {
  /** A new measured value arrived. */
  aim(value: number, nowMs: number): void;
  /** What to show now: between the two newest measured values, never past the newest. */
  at(nowMs: number): number;
  settled(nowMs: number): boolean;
}

/**
 * Moves from the value on the screen to the newest measured one within one tick, in a straight line. It is therefore up to a tick
 * late and never ahead of the data. The first value, a value after NaN, and every value under reduced motion is taken at once.
 */
export function createFollower(
  durationMs: number = tickMs,
  reducedMotion: () => boolean = prefersReducedMotion,
): Follower {
  let from = Number.NaN;
  let to = Number.NaN;
  let startMs = 0;

  const at = (nowMs: number) => {
    const share = (nowMs - startMs) / durationMs;
    if (share >= 1 || from === to || !Number.isFinite(to)) return to;
    return from + (to - from) * Math.max(0, share);
  };
  const aim = (value: number, nowMs: number) => {
    if (Object.is(value, to)) return;
    const shown = at(nowMs);
    from = reducedMotion() || !Number.isFinite(shown) ? value : shown;
    to = value;
    startMs = nowMs;
  };
  return { aim, at, settled: (nowMs) => from === to || !Number.isFinite(to) || nowMs - startMs >= durationMs };
}

/** The user's choice on the root element (`data-motion`), else the system's. */
export function prefersReducedMotion(): boolean {
  const chosen = document.documentElement.dataset.motion;
  if (chosen === 'reduced' || chosen === 'full') return chosen === 'reduced';
  systemChoice ??= matchMedia('(prefers-reduced-motion: reduce)');
  return systemChoice.matches;
}

/** Asked for in every animation frame, so it is looked up once; it follows the system by itself. */
let systemChoice: MediaQueryList | undefined;
