import type { ReplayInfo } from '../../../shared/records/records-view.ts';
import { changeLabel } from '../charts/change-label.ts';

/** A moment of a recording that is worth going to. */
export interface Moment {
  readonly atMs: number;
  readonly kind: 'loss' | 'finding' | 'change';
  readonly text: string;
}

const order: readonly Moment['kind'][] = ['loss', 'finding', 'change'];

/** In order of time; the first loss, what was found, what was changed. What was before the recording began is at its begin. */
export function momentsOf({ fromMs, toMs, firstLossAtMs, findings, changes }: ReplayInfo): readonly Moment[] {
  const within = (atMs: number): number => Math.min(toMs, Math.max(fromMs, atMs));
  const moments: Moment[] = [
    ...(firstLossAtMs === null ? [] : [{ atMs: firstLossAtMs, kind: 'loss' as const, text: 'First loss' }]),
    ...findings.map(({ atMs, sentence }) => ({ atMs, kind: 'finding' as const, text: sentence })),
    ...changes.map((change) => ({ atMs: change.atMs, kind: 'change' as const, text: changeLabel(change) })),
  ];
  return moments
    .map((moment) => ({ ...moment, atMs: within(moment.atMs) }))
    .sort((a, b) => a.atMs - b.atMs || order.indexOf(a.kind) - order.indexOf(b.kind));
}
