import type { FindingCode } from '../../../shared/report/finding.ts';
import type { FlowState } from '../../../shared/telemetry/fields.ts';

/** Findings whose look does not depend on what flows at the moment. */
const fixed: Partial<Readonly<Record<FindingCode, FlowState>>> = {
  'blocked-sender': 'blocked',
  'over-buffered': 'filling',
  'unbounded-queue': 'filling',
  'sender-overloaded': 'filling',
  'no-subscriber': 'disconnected',
  'peer-lost': 'disconnected',
  'transport-failure': 'disconnected',
  'type-mismatch': 'refused',
  'address-in-use': 'refused',
  'endpoint-stolen': 'refused',
  'curve-rejected': 'refused',
  'security-mismatch': 'refused',
  'not-zmtp': 'refused',
  'message-too-large': 'refused',
  'contexts-exhausted': 'refused',
  'descriptors-exhausted': 'refused',
};

/** The colour and shape of a finding: those of the state it speaks of, else of what the flows are now. */
export const findingState = (code: FindingCode, now: FlowState): FlowState =>
  fixed[code] ?? (now === 'flowing' || now === 'idle' ? 'losing' : now);
