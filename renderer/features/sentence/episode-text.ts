import type { Finding } from '../../../shared/report/finding.ts';
import { formatRunTime } from '../../live/format.ts';

/** When a finding held, by the run's clock; empty where its beginning is not known. */
export function episodeText({ fromMs, toMs }: Pick<Finding, 'fromMs' | 'toMs'>): string {
  if (fromMs === undefined) return '';
  const from = formatRunTime(fromMs);
  return toMs === undefined ? `since ${from}` : `from ${from} to ${formatRunTime(toMs)}`;
}
