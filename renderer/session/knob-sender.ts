import type { OptionValue } from '../../shared/scenario/scenario.ts';

type Send = (path: string, value: OptionValue) => Promise<void>;

export interface KnobSender {
  /** Sends soon; only the newest value of a path goes out, and one call per path is under way at a time. */
  send(path: string, value: OptionValue): void;
}

/** While a slider moves it makes hundreds of values; the host gets the newest one every `pauseMs`. */
export function createKnobSender(send: Send, pauseMs = 80): KnobSender {
  const waiting = new Map<string, OptionValue>();
  const underWay = new Set<string>();

  const flush = async (path: string): Promise<void> => {
    const value = waiting.get(path);
    if (value === undefined) {
      underWay.delete(path);
      return;
    }
    waiting.delete(path);
    await send(path, value);
    setTimeout(() => flush(path), pauseMs);
  };

  return {
    send: (path, value) => {
      waiting.set(path, value);
      if (underWay.has(path)) return;
      underWay.add(path);
      setTimeout(() => flush(path), pauseMs);
    },
  };
}
