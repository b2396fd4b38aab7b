/**
 * Says how many messages are due, from an absolute schedule, so that a late timer is made up for and nothing drifts.
 * Time that the sender stood blocked is taken out of the schedule: a producer does not make up for backpressure.
 */
export interface Pacer {
  /** Messages due at `nowMs`; the caller must then send them and call `sent`. */
  due(nowMs: number): number;
  sent(count: number): void;
  /** Milliseconds until the next one is due; 0 when one is due now. */
  untilNextMs(nowMs: number): number;
  /** A changed rate starts a new schedule at `nowMs`; nothing owed from the old one is kept. */
  configure(rate: number, burst: number, nowMs: number): void;
  /** Shifts the schedule by time that was not the producer's own. */
  excuse(blockedMs: number): void;
}

/** More than this is never made up for: a thread that slept a second does not owe a flood. */
const maxCatchUpMs = 250;

export function createPacer(rate: number, burst: number, startMs: number): Pacer {
  let originMs = startMs;
  let perMs = rate / 1000;
  let group = Math.max(1, burst);
  let done = 0;

  const scheduled = (nowMs: number): number =>
    nowMs < originMs ? 0 : (Math.floor(((nowMs - originMs) * perMs) / group) + 1) * group;

  return {
    due(nowMs) {
      if (perMs <= 0) return 0;
      const owedMs = nowMs - originMs - done / perMs;
      if (owedMs > maxCatchUpMs + group / perMs) originMs += owedMs - group / perMs;
      return Math.max(0, scheduled(nowMs) - done);
    },
    sent(count) {
      done += count;
    },
    untilNextMs(nowMs) {
      if (perMs <= 0) return Number.POSITIVE_INFINITY;
      if (nowMs < originMs) return originMs - nowMs;
      const nextGroup = Math.floor(done / group);
      return Math.max(0, originMs + (nextGroup * group) / perMs - nowMs);
    },
    configure(newRate, newBurst, nowMs) {
      perMs = newRate / 1000;
      group = Math.max(1, newBurst);
      originMs = nowMs + (perMs > 0 ? group / perMs : 0);
      done = 0;
    },
    excuse(blockedMs) {
      originMs += blockedMs;
    },
  };
}
