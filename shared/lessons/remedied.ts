import { ok, type Result } from '../result.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { applyValues } from './apply-values.ts';
import type { Lesson } from './lesson.ts';

/** A lesson's scenario with its remedy in it, checked as a file is. */
export const remedied = ({ scenario, remedy }: Lesson): Result<Scenario> =>
  'set' in remedy ? applyValues(scenario, remedy.set) : ok(remedy.scenario);
