import { ok, type Result } from '../result.ts';
import { setPath } from '../scenario/paths.ts';
import type { OptionValue, Scenario } from '../scenario/scenario.ts';

/** The scenario with each value set in turn, checked as a file is. */
export const applyValues = (scenario: Scenario, values: Readonly<Record<string, OptionValue>>): Result<Scenario> => {
  let current = scenario;
  for (const [path, value] of Object.entries(values)) {
    const changed = setPath(current, path, value);
    if (!changed.ok) return changed;
    current = changed.value.scenario;
  }
  return ok(current);
};
