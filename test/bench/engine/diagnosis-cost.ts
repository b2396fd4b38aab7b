import { createDiagnosis } from '../../../shared/diagnosis/diagnose.ts';
import type { Telemetry } from '../../../shared/telemetry/telemetry.ts';
import {
  consume,
  event,
  link,
  produce,
  scenario,
  socket,
  telemetry,
} from '../../unit/shared/diagnosis/build-telemetry.ts';
import type { BenchCase } from './throughput.ts';

/** As often as a run looks (run-observer.ts). */
const lookEveryMs = 300;
const goalShare = 0.01;
const warmLooks = 100;
const measuredLooks = 200;

/**
 * What the diagnosis takes of one core with so many flows, every one of them too slow and losing, and the list of events full.
 * The goal is 1 %, which `ratio` 1 means.
 */
export function measureDiagnosisCost(flows: number): BenchCase {
  const ids = Array.from({ length: flows }, (_, index) => `reader-${index}`);
  const of = scenario(
    [
      socket('feed', 'pub', { produce: produce({ rate: 5000 }) }),
      ...ids.map((id) => socket(id, 'sub', { consume: consume({ serviceMs: 2 }) })),
    ],
    ids.map((id) => link('feed', id)),
  );
  const events = Array.from({ length: 1000 }, (_, index) =>
    event(ids[index % flows] ?? 'feed', 'connect:retry', index),
  );
  const looks = Array.from({ length: warmLooks + measuredLooks }, (_, index): Telemetry => {
    const atMs = (index + 1) * lookEveryMs;
    const figures = {
      sent: atMs * 5,
      delivered: atMs / 2,
      lostInferred: atMs,
      queued: 4400,
      lostPerSecond: 3000,
      sentPerSecond: 5000,
      deliveredPerSecond: 500,
    };
    return telemetry(of, { atMs, events }, { flows: Object.fromEntries(ids.map((id) => [`feed-${id}`, figures])) });
  });
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
