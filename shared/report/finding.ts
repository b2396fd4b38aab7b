import type { OptionValue } from '../scenario/scenario.ts';

/** How a figure or a statement is known. */
export type Certainty = 'measured' | 'inferred' | 'estimated';

export const findingCodes = [
  'slow-consumer',
  'network-saturated',
  'sender-overloaded',
  'no-subscriber',
  'late-joiner',
  'subscription-mismatch',
  'type-mismatch',
  'version-risk',
  'transport-failure',
  'endpoint-stolen',
  'address-in-use',
  'contexts-exhausted',
  'descriptors-exhausted',
  'curve-rejected',
  'security-mismatch',
  'over-buffered',
  'unroutable',
  'lost-at-close',
  'conflated',
  'peer-lost',
  'blocked-sender',
  'reply-lost',
  'not-zmtp',
  'message-too-large',
  'unbounded-queue',
] as const;

export type FindingCode = (typeof findingCodes)[number];

/** A change to the scenario that the user can apply with one press. Paths as in `steps`. */
export interface Remedy {
  readonly sentence: string;
  readonly set: Readonly<Record<string, OptionValue>>;
}

/** One fact that a finding rests on. */
export interface Evidence {
  readonly sentence: string;
  readonly certainty: Certainty;
  /** The figure itself, where there is one. */
  readonly value?: number | undefined;
  readonly unit?: string | undefined;
}

export interface Finding {
  readonly code: FindingCode;
  /** The id of the guilty socket, or of the flow or link that ends at it; for `watch` and `exec` the pid. */
  readonly subject: string;
  readonly certainty: Certainty;
  readonly sentence: string;
  readonly evidence: readonly Evidence[];
  readonly remedies: readonly Remedy[];
  /** The section of libzmq's or ZMTP's documents that the rule rests on. */
  readonly reference?: string | undefined;
  /** The episode: from the first to the last moment at which the rule held. `toMs` is undefined while it holds. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** What comes first on the screen; the highest is the sentence of the window. */
  readonly rank?: number | undefined;
}

/** Why a lost range died: the finding code whose rule explains it, or `unknown`. */
export type CauseOfDeath = FindingCode | 'unknown';
