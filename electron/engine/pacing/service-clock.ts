/**
 * Keeps a consumer to its service time, fractions of a millisecond included, with timers that only know whole ones:
 * service is booked on an absolute line, and the thread sleeps when a whole millisecond of it has come together.
 */
export interface ServiceClock {
  /** Books one message served from `nowMs` on. */
  book(nowMs: number, serviceMs: number): void;
  /** How long to sleep before the next message; 0 below a millisecond. */
  debtMs(nowMs: number): number;
  /** Forgets what is booked, for a new service time or the drain. */
  clear(): void;
}

/** An idle consumer may catch up with so much of its oversleeping, not more. */
const maxCreditMs = 2;

export function createServiceClock(): ServiceClock {
  let busyUntilMs = Number.NEGATIVE_INFINITY;
  return {
    book(nowMs, serviceMs) {
      busyUntilMs = Math.max(busyUntilMs, nowMs - maxCreditMs) + serviceMs;
    },
    debtMs(nowMs) {
      const debt = busyUntilMs - nowMs;
      return debt >= 1 ? debt : 0;
    },
    clear() {
      busyUntilMs = Number.NEGATIVE_INFINITY;
    },
  };
}
