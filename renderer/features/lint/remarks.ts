import { type LintRemark, lintScenario } from '../../../shared/scenario/lint.ts';
import type { Scenario } from '../../../shared/scenario/scenario.ts';

export type Remarks = ReadonlyMap<string, readonly LintRemark[]>;

/** A scenario is one immutable value until something in it changes, so its remarks are made once. */
const known = new WeakMap<Scenario, Remarks>();

/** What the scenario will do that its author may not expect, by the id of the socket or link concerned. */
export function remarksOn(scenario: Scenario): Remarks {
  const made = known.get(scenario) ?? bySubject(lintScenario(scenario));
  known.set(scenario, made);
  return made;
}

function bySubject(remarks: readonly LintRemark[]): Remarks {
  const grouped = new Map<string, LintRemark[]>();
  for (const remark of remarks) {
    const group = grouped.get(remark.subject);
    if (group === undefined) grouped.set(remark.subject, [remark]);
    else group.push(remark);
  }
  return grouped;
}
