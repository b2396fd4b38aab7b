import { prefersReducedMotion } from '../../live/interpolate.ts';

/** The length of one repetition of the moving pattern, in pixels; the style sheets draw it so long. */
const patternPx = 16;

export interface Motion {
  /** Pixels per second; 0 stands still. */
  run(pxPerSecond: number): void;
  close(): void;
}

const strip: Keyframe[] = [{ transform: `translateX(-${patternPx}px)` }, { transform: 'translateX(0)' }];
const dashes: Keyframe[] = [{ strokeDashoffset: patternPx }, { strokeDashoffset: 0 }];

/** Moves strips of repeating pattern; the compositor does it, so that a picture of many pipes costs the page nothing. */
export const createStripMotion = (elements: readonly Element[]): Motion => createMotion(elements, strip);

/** Moves the dashes of drawn lines. */
export const createDashMotion = (elements: readonly Element[], backwards: boolean): Motion =>
  createMotion(elements, backwards ? dashes.toReversed() : dashes);

function createMotion(elements: readonly Element[], keyframes: Keyframe[]): Motion {
  const animations = elements.map((element) => element.animate(keyframes, { duration: 1_000, iterations: Infinity }));
  let speed = -1;
  const run = (pxPerSecond: number): void => {
    // Steps of 4 px/s: a rate that flutters must not touch every animation in every frame.
    const wanted = prefersReducedMotion() ? 0 : Math.round(pxPerSecond / 4) * 4;
    if (wanted === speed) return;
    speed = wanted;
    for (const animation of animations) {
      if (wanted === 0) animation.pause();
      else {
        animation.updatePlaybackRate(wanted / patternPx);
        animation.play();
      }
    }
  };
  run(0);
  return {
    run,
    close: () => {
      for (const animation of animations) animation.cancel();
    },
  };
}
