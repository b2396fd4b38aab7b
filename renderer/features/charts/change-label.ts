import { faultWords } from '../../../shared/scenario/faults.ts';
import { faultNames } from '../../../shared/scenario/scenario.ts';
import type { ChangeMark } from '../../../shared/telemetry/telemetry.ts';
import { formatRunTime } from '../../live/format.ts';

const words: Readonly<Record<string, string>> = {
  sendHighWaterMark: 'send mark',
  receiveHighWaterMark: 'receive mark',
  serviceMs: 'service ms',
  bytesPerSecond: 'bytes/s',
  latencyMs: 'latency ms',
  jitterMs: 'jitter ms',
};

/** `slow: receive mark 1,000 → 10,000` for the time axis. */
export function changeLabel({ path, from, to }: Pick<ChangeMark, 'path' | 'from' | 'to'>): string {
  const parts = path.split('.');
  const fault = parts[0] === 'faults' ? faultNames.find((name) => name === to) : undefined;
  if (fault !== undefined) return `${parts[1]}: ${faultWords[fault].done}`;
  // What was done to a socket or link as a whole is one word.
  if (parts.length === 2) return `${parts[1]}: ${to}`;
  const last = parts.at(-1) ?? path;
  const owner = parts.length > 2 ? `${parts[1]}: ` : '';
  return `${owner}${words[last] ?? last} ${grouped(from)} \u2192 ${grouped(to)}`;
}

/** As a scenario file would write it, with its time and who did it. */
export const changeTitle = ({ atMs, path, from, to, by }: ChangeMark): string =>
  `${formatRunTime(atMs)} ${path}: ${from === '' ? to : `${from} \u2192 ${to}`} (${by})`;

function grouped(text: string): string {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value.toLocaleString('en-US') : text;
}
