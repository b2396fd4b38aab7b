import type { Scenario } from '../scenario/scenario.ts';
import type { Figure } from './figure.ts';
import type { ProbeName, ProbeResult } from './probe.ts';
import type { Reference } from './reference.ts';
import type { RunRecord } from './run-record.ts';

/** A common claim, and the experiment that answers it. */
export interface Myth {
  readonly id: string;
  /** As it is commonly said. */
  readonly claim: string;
  /** What the experiment does, one sentence. */
  readonly method: string;
  readonly experiment: Experiment;
  readonly references: readonly Reference[];
}

export type Experiment = RunExperiment | ProbeExperiment;

export interface RunExperiment {
  readonly kind: 'run';
  readonly scenario: Scenario;
  readonly judge: (run: RunRecord) => MythVerdict;
}

interface ProbeExperiment {
  readonly kind: 'probe';
  readonly probe: ProbeName;
  readonly judge: (result: ProbeResult) => MythVerdict;
}

/** `not shown`: the run did not get as far as the claim. */
export type VerdictWord = 'refuted' | 'confirmed' | 'not shown';

export interface MythVerdict {
  readonly verdict: VerdictWord;
  /** With the figures of the run that it was computed from. */
  readonly sentence: string;
  readonly figures: readonly Figure[];
}

export const notShown = (sentence: string, figures: readonly Figure[] = []): MythVerdict => ({
  verdict: 'not shown',
  sentence,
  figures,
});

/** The claim holds or it does not, on the same figures. */
export const verdictOf = (refuted: boolean, sentence: string, figures: readonly Figure[]): MythVerdict => ({
  verdict: refuted ? 'refuted' : 'confirmed',
  sentence,
  figures,
});

/** Narrows the answer to the probe that was asked for; another one is a defect of the caller. */
export const probeExperiment = <N extends ProbeName>(
  probe: N,
  judge: (result: Extract<ProbeResult, { probe: N }>) => MythVerdict,
): ProbeExperiment => ({
  kind: 'probe',
  probe,
  judge: (result) => {
    if (result.probe !== probe) throw new Error(`expected the result of probe ${probe}, found that of ${result.probe}`);
    return judge(result as Extract<ProbeResult, { probe: N }>);
  },
});
