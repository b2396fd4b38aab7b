import type { Certainty, Evidence, Finding, FindingCode, Remedy } from '../../report/finding.ts';
import type { ExecProcess, ExecSocket } from '../exec-view.ts';

/** The guilty end in a sentence: the program's name, its pid and the socket's type. */
export const who = ({ name, pid }: ExecProcess, { type }: ExecSocket): string => `${name} (pid ${pid}, ${type})`;

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const measured = (sentence: string, value?: number, unit?: string): Evidence => ({
  sentence,
  certainty: 'measured',
  value,
  unit,
});

/** Programs outside cannot be changed from here: advice without settings. */
export const advise = (sentence: string): Remedy => ({ sentence, set: {} });

/** A finding that names the guilty socket, too (`PID:NUMBER`). */
export interface ExecFinding extends Finding {
  readonly socket?: string | undefined;
}

/** `end` is the guilty socket, or the process as a whole. */
export const make = (
  code: FindingCode,
  end: { readonly pid: number; readonly id?: string },
  certainty: Certainty,
  sentence: string,
  evidence: readonly Evidence[],
  remedies: readonly Remedy[],
  reference?: string,
): ExecFinding => ({
  code,
  subject: String(end.pid),
  socket: end.id,
  certainty,
  sentence,
  evidence,
  remedies,
  reference,
});
