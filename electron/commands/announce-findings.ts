import type { Finding } from '../../shared/report/finding.ts';
import { complain } from './command.ts';

/** What was true for less than this may be gone from the report. */
const minHeldMs = 500;

/** Says each finding once on standard error while it holds: nobody has to wait for the report to learn it. */
export const createAnnouncer = () => {
  const said = new Set<string>();
  return (findings: readonly Finding[], atMs: number): void => {
    for (const { code, subject, sentence, fromMs, toMs } of findings) {
      const isMoment = toMs !== undefined && toMs === fromMs;
      const key = `${code} ${subject} ${isMoment ? fromMs : ''}`;
      const tooFresh = toMs === undefined && atMs - (fromMs ?? atMs) < minHeldMs;
      if (said.has(key) || tooFresh) continue;
      said.add(key);
      complain(`after ${(atMs / 1000).toFixed(1)} s: ${code}: ${printable(sentence)}`);
    }
  };
};

/** Names and endpoints were chosen by other programs. */
const printable = (text: string): string => text.replaceAll(/\p{C}/gu, '?');
