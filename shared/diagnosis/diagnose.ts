import type { CauseOfDeath, Finding } from '../report/finding.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { causeOfLoss, type LossSpan } from './cause-of-death.ts';
import { createEpisodes, type Episodes } from './episodes.ts';
import { createFlightMemory } from './flight-memory.ts';
import { createLook, type Look } from './look.ts';
import { rules } from './rules.ts';
import { symptomsOf } from './symptoms.ts';

export interface Diagnosis {
  /** Everything found so far, as episodes: open ones first, then the most important. Call it 2 to 4 times a second. */
  look(telemetry: Telemetry): readonly Finding[];
  /** Why the messages of one lost range died: the code of the rule that explains it, or `unknown`. */
  causeOf(flowId: string, loss: LossSpan, telemetry: Telemetry): CauseOfDeath;
}

/** A look is good for the causes of losses that are proven so soon after it. */
const freshMs = 400;

/** One diagnosis per run: it remembers the last seconds of every flow, and every episode. */
export function createDiagnosis(): Diagnosis {
  const memory = createFlightMemory();
  const episodes = createEpisodes();
  let latest: { readonly look: Look; readonly changes: number } | undefined;
  let frozen = false;

  const lookAt = (telemetry: Telemetry): Look => {
    latest = { look: createLook(telemetry, memory), changes: telemetry.changes.length };
    return latest.look;
  };

  /** Thousands of losses can be proven between two looks; a new view is made for them only when something was done since. */
  const recentLook = (telemetry: Telemetry): Look => {
    const { look, changes } = latest ?? {};
    const same = look?.telemetry.phase === telemetry.phase && changes === telemetry.changes.length;
    return look !== undefined && same && telemetry.atMs - look.nowMs < freshMs ? look : lookAt(telemetry);
  };

  return {
    look(telemetry) {
      if (telemetry.phase === 'idle' || telemetry.phase === 'starting') {
        return episodes.findings();
      }
      memory.add(telemetry);
      const look = lookAt(telemetry);
      for (const flow of look.flows) {
        memory
          .tally(flow.info.id)
          .add(flow.losses, (loss) =>
            loss.cause === 'unknown' ? causeOfLoss(flow, loss, episodes.findings()) : loss.cause,
          );
      }
      if (!look.running && !frozen) {
        frozen = true;
        episodes.freeze();
      }
      takeSigns(look, episodes);
      return episodes.findings();
    },
    causeOf(flowId, loss, telemetry) {
      const flow = recentLook(telemetry).flows.find((candidate) => candidate.info.id === flowId);
      return flow === undefined ? 'unknown' : causeOfLoss(flow, loss, episodes.findings());
    },
  };
}

function takeSigns(look: Look, episodes: Episodes): void {
  const signs = new Map(Object.values(rules).map((rule) => [rule.code, rule.signs(look)]));
  const hidden = symptomsOf(signs, look);
  for (const [code, subjects] of hidden) {
    for (const subject of subjects) {
      episodes.withdraw(code, subject, look.nowMs);
    }
  }
  for (const rule of Object.values(rules)) {
    const own = (signs.get(rule.code) ?? []).filter(({ subject }) => hidden.get(rule.code)?.has(subject) !== true);
    if (look.running) {
      episodes.take(rule, own, look.nowMs);
    } else {
      episodes.takeLate(rule, own, look.nowMs);
    }
  }
}
