import type { EntryState, RecordingEntry } from '../../../shared/records/records-view.ts';
import { formatRunTime } from '../../live/format.ts';

const when = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `29 Nov 2026, 05:40:12`, in the time of this machine. */
export const formatWhen = (iso: string): string => {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? 'at an unknown time' : when.format(at);
};

/** The word beside an entry that is not simply whole. */
export const stateWords: Readonly<Record<EntryState, string>> = {
  whole: '',
  recording: 'recording now',
  reading: 'being read',
  cut: 'cut short',
  damaged: 'damaged',
  unreadable: 'cannot be read',
};

/** How long it is, not when it ended: a recording may begin in the middle of a run. */
export function lengthText({ summary }: Pick<RecordingEntry, 'summary'>): string {
  if (summary?.fromMs == null || summary.toMs === null) return '\u2013';
  return formatRunTime(summary.toMs - summary.fromMs);
}

/** Something of it can be shown. */
export const isPlayable = ({ state, summary }: RecordingEntry): boolean =>
  (state === 'whole' || state === 'cut' || state === 'damaged') && summary !== null && summary.frames > 0;
