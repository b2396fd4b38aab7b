import type { Certainty, Evidence, Finding, FindingCode } from '../report/finding.ts';
import { tapRemedies } from './tap-remedies.ts';
import type { TapConnection, TapSide, TapView } from './tap-view.ts';

/** A finding of this moment. Those with one `key` are one episode. */
export interface Candidate {
  readonly key: string;
  /** `moment`: said at once and over when it is no longer seen; `lasting`: holds until the tap ends; `sustained`: must be seen twice in a row. */
  readonly episode: 'moment' | 'lasting' | 'sustained';
  readonly finding: Finding;
  /** Inferred from nothing but that this side left in the middle of a handshake, which a program that ends does, too. */
  readonly doubt?: Role;
}

/** Which program a side belongs to. */
export type Role = 'client' | 'server';
export type Rule = (connection: TapConnection, view: TapView) => readonly Candidate[];

/** Cause before symptom. */
const ranks: Partial<Readonly<Record<FindingCode, number>>> = {
  'transport-failure': 100,
  'not-zmtp': 95,
  'type-mismatch': 90,
  'security-mismatch': 85,
  'curve-rejected': 85,
  'peer-lost': 80,
  'network-saturated': 70,
  'slow-consumer': 65,
  'no-subscriber': 50,
  'sender-overloaded': 40,
  'version-risk': 20,
};

export function make(
  code: FindingCode,
  subject: string,
  certainty: Certainty,
  sentence: string,
  evidence: readonly Evidence[],
  reference?: string,
): Finding {
  const remedies = (tapRemedies[code] ?? []).map((advice) => ({ sentence: advice, set: {} }));
  return { code, subject, certainty, sentence, evidence, remedies, reference, rank: ranks[code] };
}

export const measured = (sentence: string, value?: number, unit?: string): Evidence => ({
  sentence,
  certainty: 'measured',
  value,
  unit,
});

export function sidesOf({ forward, backward }: TapConnection): readonly { role: Role; side: TapSide; peer: TapSide }[] {
  return [
    { role: 'client', side: forward, peer: backward },
    { role: 'server', side: backward, peer: forward },
  ];
}

export const whoIs = (role: Role, { client }: TapConnection, { forward }: TapView): string =>
  role === 'client' ? client : forward;
