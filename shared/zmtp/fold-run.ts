import { flagLong, longHeaderBytes, longLength, shortHeaderBytes } from './frame-header.ts';
import type { RunEvent } from './zmtp-event.ts';

export type MutableRun = { -readonly [K in keyof RunEvent]: RunEvent[K] };

/** Sees each message of a run: `chunk[start..end)` are its first bytes as far as bodies are shown, `size` its length. */
export type RunReader = (chunk: Uint8Array, start: number, end: number, size: number) => void;

/** Sums up the messages of one frame that lie whole in `chunk` from `from` on, and gives the place behind them; `from` if there is none. */
export function foldRun(
  run: MutableRun,
  chunk: Uint8Array,
  from: number,
  end: number,
  maxBodyBytes: number,
  reader: RunReader | undefined,
): number {
  let at = from;
  let messages = 0;
  let bodyBytes = 0;
  let least = Number.MAX_SAFE_INTEGER;
  let most = 0;
  while (end - at >= shortHeaderBytes) {
    const flags = chunk[at] ?? 0;
    if (flags !== 0 && (flags !== flagLong || end - at < longHeaderBytes)) break;
    const size = flags === 0 ? (chunk[at + 1] ?? 0) : longLength(chunk, at + 1);
    const start = at + (flags === 0 ? shortHeaderBytes : longHeaderBytes);
    if (size > end - start) break;
    at = start + size;
    messages += 1;
    bodyBytes += size;
    if (size < least) least = size;
    if (size > most) most = size;
    if (reader !== undefined) reader(chunk, start, start + (size < maxBodyBytes ? size : maxBodyBytes), size);
  }
  run.messages = messages;
  run.bodyBytes = bodyBytes;
  run.least = least;
  run.most = most;
  return at;
}
