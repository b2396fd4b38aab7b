import type { Certainty, Evidence, FindingCode, Remedy } from '../report/finding.ts';
import type { Look } from './look.ts';

/** What a rule sees in one look. It becomes a finding once it has held for `sustainMs`. */
export interface Sign {
  readonly subject: string;
  readonly certainty: Certainty;
  readonly sentence: string;
  readonly evidence: readonly Evidence[];
  readonly remedies: readonly Remedy[];
  /** How bad it is among signs of its own code, 0 to 9. */
  readonly severity: number;
  /** Instead of the rule's own rank, where this case is more, or less, than the usual one. */
  readonly rank?: number | undefined;
  /** How long it has to hold before it is said; 0 for what is certain at once. */
  readonly sustainMs: number;
  /** When it began, where that is known better than from the look that saw it. */
  readonly fromMs?: number | undefined;
  /** Set for what is over and done: a finding that is listed, not open. */
  readonly toMs?: number | undefined;
}

/** One way of losing, blocking or delaying messages, and how it is recognised. */
export interface Rule {
  readonly code: FindingCode;
  /** The section of libzmq's or ZMTP's documents that it rests on. */
  readonly reference: string;
  /** Cause before symptom: the higher, the earlier in the list. 0 to 99. */
  readonly rank: number;
  /** An open finding closes when its sign has been gone for so long. */
  readonly holdMs: number;
  signs(look: Look): readonly Sign[];
}
