import type { CauseOfDeath } from '../../../shared/report/finding.ts';
import type { LostRange } from '../../../shared/report/report.ts';
import type { LossBatch } from '../../../shared/telemetry/telemetry.ts';
import type { GapRecord } from '../worker/protocol.ts';

export type JudgeLoss = (loss: Pick<LossBatch, 'sentFromMs' | 'sentToMs' | 'provenAtMs'>) => CauseOfDeath;

/** The proven losses of one flow, bounded: the newest batches for the diagnosis, the first ranges for the report. */
export interface ProvenLosses {
  readonly losses: readonly LossBatch[];
  readonly ranges: readonly LostRange[];
  /** Ranges that the list had no room for, or that were told folded. */
  readonly rangesOmitted: number;
  /** By the time of sending. */
  readonly firstLossAtMs: number | undefined;
  add(gap: GapRecord, cause: CauseOfDeath, provenAtMs: number, topic: string): void;
  /** Asks again for the cause of ranges whose cause was not known when they were proven. */
  judgeUnknown(judge: JudgeLoss): void;
}

const maxRanges = 500;
const maxBatches = 64;

export function createProvenLosses(): ProvenLosses {
  const losses: LossBatch[] = [];
  const ranges: LostRange[] = [];
  let firstLossAtMs: number | undefined;
  let rangesOmitted = 0;

  /** Losses that were proven together and of one cause are one batch, however many ranges they are. */
  const addBatch = (batch: LossBatch): void => {
    const last = losses[losses.length - 1];
    if (last !== undefined && last.provenAtMs === batch.provenAtMs && last.cause === batch.cause)
      losses[losses.length - 1] = joined(last, batch);
    else losses.push(batch);
    if (losses.length > maxBatches) losses.shift();
  };

  return {
    losses,
    ranges,
    get rangesOmitted() {
      return rangesOmitted;
    },
    get firstLossAtMs() {
      return firstLossAtMs;
    },
    add(gap, cause, provenAtMs, topic) {
      const { fromSequence, toSequence, count, sentFromMs, sentToMs } = gap;
      addBatch({ fromSequence, toSequence, count, sentFromMs, sentToMs, provenAtMs, cause });
      if (gap.ranges === 1 && ranges.length < maxRanges) {
        ranges.push({ ...(topic === '' ? {} : { topic }), fromSequence, toSequence, sentFromMs, sentToMs, cause });
      } else rangesOmitted += gap.ranges;
      firstLossAtMs = Math.min(firstLossAtMs ?? Number.POSITIVE_INFINITY, sentFromMs);
    },
    judgeUnknown(judge) {
      ranges.forEach((range, index) => {
        if (range.cause !== 'unknown') return;
        ranges[index] = { ...range, cause: judge({ ...range, provenAtMs: range.sentToMs }) };
      });
    },
  };
}

const joined = (a: LossBatch, b: LossBatch): LossBatch => ({
  ...a,
  fromSequence: Math.min(a.fromSequence, b.fromSequence),
  toSequence: Math.max(a.toSequence, b.toSequence),
  count: a.count + b.count,
  sentFromMs: Math.min(a.sentFromMs, b.sentFromMs),
  sentToMs: Math.max(a.sentToMs, b.sentToMs),
});
