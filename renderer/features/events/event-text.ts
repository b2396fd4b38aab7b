import type { EventReport } from '../../../shared/report/report.ts';
import { formatRunTime } from '../../live/format.ts';
import { eventKind } from './event-kinds.ts';

/** `00:21.6 to 00:24.8 slow retries 37 times, every 100 ms (tcp://...)` */
export function eventText(event: EventReport): string {
  const { atMs, socket, endpoint, detail, count = 1, lastAtMs = atMs } = event;
  const until = count > 1 ? ` to ${formatRunTime(lastAtMs)}` : '';
  const times = count > 1 ? ` ${count.toLocaleString('en-US')} times` : '';
  const more = detail === '' ? '' : `, ${detail}`;
  const where = endpoint === '' ? '' : ` (${endpoint})`;
  return `${formatRunTime(atMs)}${until} ${socket} ${eventKind(event.event).word}${times}${more}${where}`;
}
