import { type EventLoopUtilization, performance } from 'node:perf_hooks';

/** Shorter looks say more about the timer than about the thread. */
const windowMs = 500;

/** How busy a thread's event loop was, window by window. A thread serves one run after another, and each has a clock of its own. */
export interface BusyWindow {
  /** A run begins: its clock starts anew, and what was before it does not count. */
  begin(): void;
  /** Share of the last window that the loop was busy, 0 to 1; undefined while the window is not over. Times are the run's. */
  look(nowMs: number): number | undefined;
}

export function createBusyWindow(
  read: () => EventLoopUtilization = () => performance.eventLoopUtilization(),
): BusyWindow {
  let since = read();
  let lookedMs = 0;
  return {
    begin() {
      since = read();
      lookedMs = 0;
    },
    look(nowMs) {
      if (nowMs - lookedMs < windowMs) return undefined;
      const current = read();
      const [active, idle] = [current.active - since.active, current.idle - since.idle];
      since = current;
      lookedMs = nowMs;
      return active + idle > 0 ? active / (active + idle) : 0;
    },
  };
}
