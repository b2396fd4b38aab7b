import type { FlowReport, RunReport } from '../../shared/report/report.ts';

/** What must be so of the report of any run whatever: a line for each law that this one breaks. */
export function brokenLaws(report: RunReport): readonly string[] {
  return [...report.flows.flatMap((flow) => brokenByFlow(flow, report.seconds)), ...brokenByFindings(report)];
}

function brokenByFlow(flow: FlowReport, seconds: number): readonly string[] {
  const { id, sent, delivered, lost, queued, residual, lostRanges, firstLossAtMs } = flow;
  const inRanges = lostRanges.reduce((sum, { fromSequence, toSequence }) => sum + toSequence - fromSequence + 1, 0);
  const counts = [sent, delivered, lost, queued, flow.refused, flow.missedBeforeJoin, flow.peakQueued];
  return [
    ...unless(sent === delivered + lost + queued + residual, `${id}: sent is not delivered + lost + queued + residual`),
    ...unless(
      (queued === 0 && residual === 0) || flow.unclosedReason !== undefined,
      `${id}: not closed (queued ${queued}, residual ${residual}), and no reason`,
    ),
    ...unless(
      counts.every((count) => count >= 0),
      `${id}: a count is below zero`,
    ),
    ...unless(inRanges === lost || flow.lostRangesOmitted > 0, `${id}: ${inRanges} in ranges, ${lost} lost`),
    ...unless(
      lostRanges.every(({ sentFromMs, sentToMs }) => sentFromMs <= sentToMs && sentToMs <= seconds * 1000 + 600),
      `${id}: a range was sent after the end, or before its beginning`,
    ),
    ...unless((firstLossAtMs === null) === (lost === 0), `${id}: ${lost} lost, the first at ${firstLossAtMs}`),
    ...unless(flow.peakQueued <= sent, `${id}: more waited than were sent`),
    ...unless(flow.latencyMs === null || delivered > 0, `${id}: latencies of nothing`),
  ];
}

/** Nothing is lost without a cause, and no cause goes without its finding. */
function brokenByFindings({ flows, findings }: RunReport): readonly string[] {
  const found = new Set<string>(findings.map(({ code }) => code));
  const causes = new Set(flows.flatMap(({ lostRanges }) => lostRanges.map(({ cause }) => cause)));
  return [
    ...[...causes].flatMap((cause) =>
      unless(found.has(cause) || isExplained(cause, found), `${cause}: no such finding`),
    ),
    ...findings.flatMap(({ sentence }) => unless(!/undefined|NaN|null/.test(sentence), `not a sentence: ${sentence}`)),
  ];
}

/** Answers that are dropped for want of room are explained by the reader that made no room. */
const isExplained = (cause: string, found: ReadonlySet<string>): boolean =>
  cause === 'reply-lost' && found.has('slow-consumer');

const unless = (holds: boolean, line: string): readonly string[] => (holds ? [] : [line]);
