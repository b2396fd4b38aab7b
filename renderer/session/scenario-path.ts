import { getPath } from '../../shared/scenario/paths.ts';
import type { OptionValue, Scenario } from '../../shared/scenario/scenario.ts';

/** The value at a path as steps and `run.set` write it; undefined where the scenario is silent, or has no such path. */
export function valueAt(scenario: Scenario, path: string): OptionValue | undefined {
  const found = getPath(scenario, path);
  return found.ok ? found.value : undefined;
}

/** A change's `to` is text; it is read back as the kind of value that stood there, or as what it looks like. */
export function readChangeValue(text: string, before: OptionValue | undefined): OptionValue {
  if (typeof before === 'string') return text;
  if (text === 'true' || text === 'false') return text === 'true';
  const figure = Number(text);
  return text.trim() !== '' && Number.isFinite(figure) ? figure : text;
}
