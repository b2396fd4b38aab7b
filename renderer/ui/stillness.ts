import { useEffect } from 'react';
import type { Live } from '../live/live.ts';

/** The picture stands while it is frozen, and while nothing comes in: pipes that go on moving would say that messages do. */
export function useStillness(live: Live, still: boolean): void {
  useEffect(() => {
    document.documentElement.dataset.still = String(still);
    live.loop.wake();
  }, [live, still]);
}

export const isStill = (): boolean => document.documentElement.dataset.still === 'true';
