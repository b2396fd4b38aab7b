import { createDiagnosis } from '../../../shared/diagnosis/diagnose.ts';
import { lookEveryMs, overloadedLooks } from '../../unit/shared/diagnosis/overloaded-looks.ts';
import type { BenchCase } from './throughput.ts';

const goalShare = 0.01;
const warmLooks = 100;
const measuredLooks = 200;

/**
 * What the diagnosis takes of one core with so many flows, every one of them too slow and losing, and the list of events full.
 * The goal is 1 %, which `ratio` 1 means.
 */
export function measureDiagnosisCost(flows: number): BenchCase {
  const looks = overloadedLooks(flows, warmLooks + measuredLooks);
  const diagnosis = createDiagnosis();
  for (const look of looks.slice(0, warmLooks)) diagnosis.look(look);
  const before = process.cpuUsage();
  for (const look of looks.slice(warmLooks)) diagnosis.look(look);
  // Processor time, which other programs do not lengthen; what the collector takes is in it.
  const { user, system } = process.cpuUsage(before);
  const lookMs = (user + system) / 1000 / measuredLooks;
  const share = lookMs / lookEveryMs;
  return {
    name: `diagnosis of ${flows} flows`,
    ratio: Math.round(Math.min(1, goalShare / share) * 1000) / 1000,
    lookMs: Math.round(lookMs * 1000) / 1000,
    coreShare: Math.round(share * 10_000) / 10_000,
    goalShare,
  };
}
