import type { FindingCode } from '../../../shared/report/finding.ts';
import { gapsWereMade, isTooLong } from './connection-laws.ts';
import type { Outcome } from './run-world.ts';
import type { PrintedReport } from './tap-program.ts';
import type { World } from './world.ts';

/** What must be found in a world, and what else may be. */
interface Due {
  readonly must: readonly FindingCode[];
  readonly may: readonly FindingCode[];
}

export function brokenByFindings(outcome: Outcome, report: PrintedReport): readonly string[] {
  const { world, notes, forward } = outcome;
  const { must, may } = dueOf(world, notes.awayMs, gapsWereMade(outcome));
  const found = new Set<FindingCode>(report.findings.map(({ code }) => code));
  // Where some numbers cannot be read, or some topics are not heard, a gap may be seen or not.
  const isOpen = isTooLong(world.server) || world.server.traffic.perTopic;
  const also: readonly FindingCode[] = isOpen ? [...may, 'sender-overloaded'] : may;
  return [
    ...must.filter((code) => !found.has(code)).map((code) => `not found: ${code}`),
    ...report.findings
      .filter(({ code }) => !must.includes(code) && !also.includes(code))
      .map(({ code, subject, sentence }) => `a false ${code} of ${subject}: ${sentence}`),
    ...(world.story === 'slow' ? brokenBySlow(world, report, forward) : []),
  ];
}

function dueOf({ story, mechanism }: World, awayMs: number, hasGaps: boolean): Due {
  const missing: readonly FindingCode[] = hasGaps ? ['sender-overloaded'] : [];
  switch (story) {
    case 'late-server':
      return { must: [...missing, ...(awayMs > 3000 ? (['transport-failure'] as const) : [])], may: [] };
    case 'server-restart':
      return { must: [], may: ['sender-overloaded', ...(awayMs > 1000 ? (['transport-failure'] as const) : [])] };
    case 'changing':
    case 'client-restart':
    case 'cut':
      return { must: [], may: ['sender-overloaded'] };
    case 'slow':
      return { must: ['slow-consumer'], may: ['sender-overloaded'] };
    case 'limited':
      return { must: ['network-saturated', ...missing], may: [] };
    case 'link':
      return { must: missing, may: ['network-saturated'] };
    case 'wrong-pair':
      // CURVE hides the types.
      return { must: [mechanism === 'CURVE' ? 'curve-rejected' : 'type-mismatch'], may: [] };
    case 'stranger':
      return { must: ['not-zmtp', ...missing], may: [] };
    default:
      return { must: missing, may: [] };
  }
}

function brokenBySlow({ server }: World, { findings }: PrintedReport, forward: string): readonly string[] {
  const serverIsSlow = server.serviceMs > 0;
  const accused = new Set(findings.filter(({ code }) => code === 'slow-consumer').map(({ subject }) => subject));
  return [
    ...[...accused].filter((subject) => (subject === forward) !== serverIsSlow),
    ...(accused.size > 1 ? accused : []),
  ].map((subject) => `one of those who are called slow is not: ${subject}`);
}
