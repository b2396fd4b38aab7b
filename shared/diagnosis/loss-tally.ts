import type { CauseOfDeath } from '../report/finding.ts';
import type { LossBatch } from '../telemetry/telemetry.ts';

/** How many messages of a flow died of one cause, and between which send times. */
export interface Deaths {
  readonly count: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The proven losses of one flow by cause. */
export interface LossTally {
  of(cause: CauseOfDeath): Deaths | undefined;
}

export interface WritableLossTally extends LossTally {
  /** Takes the newest losses; those already counted are known by their time of proof. */
  add(losses: readonly LossBatch[], causeOf: (loss: LossBatch) => CauseOfDeath): void;
}

export function createLossTally(): WritableLossTally {
  const deaths = new Map<CauseOfDeath, Deaths>();
  let countedUntilMs = Number.NEGATIVE_INFINITY;
  return {
    of: (cause) => deaths.get(cause),
    add(losses, causeOf) {
      const fresh = losses.filter((loss) => loss.provenAtMs > countedUntilMs);
      for (const loss of fresh) {
        const cause = causeOf(loss);
        const old = deaths.get(cause);
        deaths.set(cause, {
          count: (old?.count ?? 0) + loss.count,
          fromMs: Math.min(old?.fromMs ?? loss.sentFromMs, loss.sentFromMs),
          toMs: Math.max(old?.toMs ?? loss.sentToMs, loss.sentToMs),
        });
        countedUntilMs = Math.max(countedUntilMs, loss.provenAtMs);
      }
    },
  };
}
