import type { CauseOfDeath, Finding } from '../report/finding.ts';
import type { LossBatch, Telemetry } from '../telemetry/telemetry.ts';
import { causeOfLoss } from './cause-of-death.ts';
import { createEpisodes, type Episodes } from './episodes.ts';
import { createFlightMemory } from './flight-memory.ts';
import { createLook, type Look } from './look.ts';
import { rules } from './rules.ts';
import { withoutSymptoms } from './symptoms.ts';

/** What is known of a loss when its cause is asked for. */
export type LossSpan = Pick<LossBatch, 'sentFromMs' | 'sentToMs' | 'provenAtMs'>;

export interface Diagnosis {
  /** Everything found so far, as episodes: open ones first, then the most important. Call it 2 to 4 times a second. */
  look(telemetry: Telemetry): readonly Finding[];
  /** Why the messages of one lost range died: the code of the rule that explains it, or `unknown`. */
  causeOf(flowId: string, loss: LossSpan, telemetry: Telemetry): CauseOfDeath;
}

/** One diagnosis per run: it remembers the last seconds of every flow, and every episode. */
export function createDiagnosis(): Diagnosis {
  const memory = createFlightMemory();
  const episodes = createEpisodes();
  let lookedAt: Look | undefined;
  let frozen = false;

  const lookAt = (telemetry: Telemetry): Look => {
    if (lookedAt?.telemetry !== telemetry) {
      memory.add(telemetry);
      lookedAt = createLook(telemetry, memory);
    }
    return lookedAt;
  };

  return {
    look(telemetry) {
      if (telemetry.phase === 'idle' || telemetry.phase === 'starting') {
        return episodes.findings();
      }
      const look = lookAt(telemetry);
      for (const flow of look.flows) {
        memory.tally(flow.info.id).add(flow.losses, (loss) => causeOfLoss(flow, loss, episodes.findings()));
      }
      if (!look.running && !frozen) {
        frozen = true;
        episodes.freeze();
      }
      takeSigns(look, episodes);
      return episodes.findings();
    },
    causeOf(flowId, loss, telemetry) {
      const flow = lookAt(telemetry).flows.find((candidate) => candidate.info.id === flowId);
      return flow === undefined ? 'unknown' : causeOfLoss(flow, loss, episodes.findings());
    },
  };
}

function takeSigns(look: Look, episodes: Episodes): void {
  const seen = new Map(Object.values(rules).map((rule) => [rule.code, rule.signs(look)]));
  const signs = withoutSymptoms(seen, look);
  for (const rule of Object.values(rules)) {
    const own = signs.get(rule.code) ?? [];
    if (look.running) {
      episodes.take(rule, own, look.nowMs);
    } else {
      episodes.takeLate(rule, own, look.nowMs);
    }
  }
}
