import { checkScenario } from '../scenario/parse.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** A scenario that stands in the sources; a test reads them all, so a refusal here is a defect, not bad input. */
export const labScenario = (file: object): Scenario => {
  const checked = checkScenario({ highwater: 1, ...file });
  if (!checked.ok) throw new Error(checked.problem.message);
  return checked.value;
};
