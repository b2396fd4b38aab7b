import { useRef } from 'react';
import { useStore } from 'zustand';
import type { Finding } from '../../../shared/report/finding.ts';
import type { FlowState } from '../../../shared/telemetry/fields.ts';
import type { ProblemKey } from '../../session/problems-store.ts';
import { isUnderWay } from '../../session/session-store.ts';
import { useModel, useStoreValue } from '../../session/window-model.ts';
import { findingState } from './finding-state.ts';

/** What the sentence bar says. */
export interface Said {
  readonly kind: 'status' | 'finding' | 'problem';
  readonly state: FlowState;
  readonly sentence: string;
  /** Given when the sentence is the diagnosis's own. */
  readonly finding?: Finding;
  /** Given when the sentence is a problem that can be put away. */
  readonly problemKey?: ProblemKey;
}

const shownProblems: readonly ProblemKey[] = ['scenario', 'run', 'recordings', 'host'];

/** What is wrong with the window's own work comes first, then the most important finding, then the plain state of things. */
export function useSaid(): Said {
  const { vitals } = useModel();
  const connection = useStoreValue('session', (state) => state.connection);
  const failure = useStoreValue('session', ({ session }) =>
    session?.phase === 'failed' ? session.problem?.message : undefined,
  );
  const problems = useStoreValue('problems', (state) => state.problems);
  const frozen = useStoreValue('session', (state) => state.frozen);
  const finding = useHeld(
    useStoreValue('findings', (state) => state.findings[0]),
    frozen,
  );
  const running = useStoreValue('session', ({ session }) => isUnderWay(session));
  const now = useStore(vitals, (state) => state.now);
  if (connection === 'lost') return lost;
  if (connection === 'connecting' || now === undefined) return connecting;
  const problemKey = shownProblems.find((key) => problems[key] !== undefined);
  const problem = problemKey && problems[problemKey];
  if (problemKey !== undefined && problem !== undefined)
    return { kind: 'problem', state: 'refused', sentence: problem.message, problemKey };
  if (failure !== undefined && finding === undefined) return { kind: 'problem', state: 'refused', sentence: failure };
  // While messages flow, what is over is not what is happening now; afterwards it is what has happened.
  if (finding !== undefined && (finding.toMs === undefined || !running))
    return { kind: 'finding', state: findingState(finding.code, now.state), sentence: finding.sentence, finding };
  return { kind: 'status', state: now.state, sentence: now.sentence };
}

/** What stood when the picture was frozen, as long as it is. */
function useHeld<T>(value: T, held: boolean): T {
  const last = useRef(value);
  if (!held) last.current = value;
  return last.current;
}

const lost: Said = {
  kind: 'problem',
  state: 'disconnected',
  sentence: 'The connection to Highwater is lost; it is tried again. What is shown is the last that arrived.',
};

const connecting: Said = { kind: 'status', state: 'idle', sentence: 'Connecting to Highwater.' };
