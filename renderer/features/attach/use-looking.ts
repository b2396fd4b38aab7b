import { useEffect } from 'react';

/**
 * Asks again and again while the component is on the screen: the next look waits until the answer to the last one has come
 * and was painted. A page in the background asks for nothing.
 */
export function useLooking(look: () => Promise<void>, everyMs: number): void {
  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (): void => {
      if (!left) timer = setTimeout(turn, everyMs);
    };
    const turn = (): void => {
      if (document.visibilityState === 'hidden') again();
      else void look().finally(() => requestAnimationFrame(again));
    };
    turn();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [look, everyMs]);
}
