/**
 * Keeps a consumer to its service time, fractions of a millisecond included, with timers that only know whole ones:
 * service is booked on an absolute line, and the thread sleeps when a whole millisecond of it has come together. A timer
 * that came late is made up for as long as messages are waiting.
 */
export interface ServiceClock {
  /** Books one message served from `nowMs` on. `idleMs`: how long the thread has stood idle in total, by its event loop. */
  book(nowMs: number, serviceMs: number, idleMs: number): void;
  /** How long to sleep before the next message; 0 below a millisecond. */
  debtMs(nowMs: number): number;
  /** The consumer asks for the next message; that it then has to wait for it is no service. */
  ask(idleMs: number): void;
  /** Forgets what is booked, for a new service time or the drain. */
  clear(): void;
}

/**
 * Who waited longer than this for a message was idle, and may make up for so much of its oversleeping, not more. Only a wait
 * in the event loop is one: a thread that the system took off its processor has not waited for a message.
 */
const maxIdleCreditMs = 2;
/** More than this is never made up for, as with producers. */
const maxCatchUpMs = 250;

export function createServiceClock(): ServiceClock {
  let busyUntilMs = Number.NEGATIVE_INFINITY;
  let askedIdleMs = Number.NEGATIVE_INFINITY;
  return {
    book(nowMs, serviceMs, idleMs) {
      const creditMs = idleMs - askedIdleMs > maxIdleCreditMs ? maxIdleCreditMs : maxCatchUpMs;
      busyUntilMs = Math.max(busyUntilMs, nowMs - creditMs) + serviceMs;
    },
    debtMs(nowMs) {
      const debt = busyUntilMs - nowMs;
      return debt >= 1 ? debt : 0;
    },
    ask(idleMs) {
      askedIdleMs = idleMs;
    },
    clear() {
      busyUntilMs = Number.NEGATIVE_INFINITY;
    },
  };
}
