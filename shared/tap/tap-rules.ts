import { crowdCandidates } from './crowd-rules.ts';
import { handshakeRules } from './handshake-rules.ts';
import { nobodyAnswers } from './nobody-answers.ts';
import { type Candidate, make, measured } from './tap-rule.ts';
import type { TapConnection, TapView } from './tap-view.ts';
import { trafficRules } from './traffic-rules.ts';

/** What can be said of one connection. Pure: the same view gives the same candidates. */
export function connectionCandidates(connection: TapConnection, view: TapView): readonly Candidate[] {
  return [...handshakeRules, ...trafficRules].flatMap((rule) => rule(connection, view));
}

/** What can be said of the tap as a whole. */
export const tapCandidates = (view: TapView): readonly Candidate[] => [...unreachable(view), ...crowdCandidates(view)];

function unreachable({ unreachable, forward, turnedAway }: TapView): readonly Candidate[] {
  if (unreachable === null) return [];
  const sentence = nobodyAnswers({ forward, unreachable });
  const evidence = [measured(`${turnedAway} clients were turned away`, turnedAway, 'connections')];
  return [
    {
      key: 'unreachable',
      episode: 'sustained',
      finding: make('transport-failure', forward, 'measured', sentence, evidence),
    },
  ];
}
