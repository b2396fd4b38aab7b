import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import type { FlowReport, RunReport } from '../../../shared/report/report.ts';
import { randomScenario } from '../../fixtures/engine/random-scenario.ts';
import { runToEnd } from '../../fixtures/engine/run-scenario.ts';

/** Another first seed may be given, to look further than the 50 of every run. */
const firstSeed = Number(process.env.HIGHWATER_SEED ?? 1);
const seeds = Array.from({ length: Number(process.env.HIGHWATER_SEEDS ?? 50) }, (_, index) => firstSeed + index);

afterAll(settleThreads);

describe('the ledger of a random scenario on real sockets', () => {
  it.each(seeds)('closes (seed %i)', async (seed) => {
    const file = randomScenario(seed);
    const report = await runToEnd(file);
    const story = JSON.stringify(file);
    for (const flow of report.flows) {
      expect(problemsOf(flow), `${flow.id} ${figuresOf(flow)} in ${story}`).toEqual([]);
    }
    expect(problemsBetween(report), `${report.flows.map(figuresOf).join(' ')} in ${story}`).toEqual([]);
  });
});

const figuresOf = (flow: FlowReport): string => {
  const {
    id,
    sent,
    delivered,
    lost,
    queued,
    residual,
    missedBeforeJoin,
    lostRanges,
    lostRangesOmitted,
    unclosedReason,
  } = flow;
  return JSON.stringify({
    id,
    sent,
    delivered,
    lost,
    queued,
    residual,
    missedBeforeJoin,
    ranges: lostRanges.length,
    lostRangesOmitted,
    unclosedReason,
    some: lostRanges.slice(-3),
  });
};

/** What must hold for every flow of every run, whatever was lost. */
function problemsOf(flow: FlowReport): readonly string[] {
  const problems: string[] = [];
  const must = (holds: boolean, rule: string): void => {
    if (!holds) problems.push(rule);
  };
  const counts = [
    flow.sent,
    flow.delivered,
    flow.lost,
    flow.queued,
    flow.missedBeforeJoin,
    flow.refused,
    flow.peakQueued,
  ];
  must(
    counts.every((count) => Number.isInteger(count) && count >= 0),
    'counts are whole and not negative',
  );
  must(flow.residual === 0, 'residual is 0');
  must(flow.sent === flow.delivered + flow.lost + flow.queued, 'sent = delivered + lost + queued');
  must(flow.queued === 0 || flow.unclosedReason !== undefined, 'what is still queued has a reason');
  const inRanges = flow.lostRanges.reduce((sum, range) => sum + range.toSequence - range.fromSequence + 1, 0);
  must(flow.lostRangesOmitted > 0 || inRanges === flow.lost, `ranges sum to what was lost (${inRanges})`);
  must(inRanges <= flow.lost, 'ranges hold no more than what was lost');
  must(
    flow.lostRanges.every((range) => range.sentFromMs <= range.sentToMs),
    'a range begins before it ends',
  );
  must(areApart(flow), 'ranges of one topic do not overlap');
  must((flow.firstLossAtMs === null) === (flow.lost === 0), 'the first loss has a time');
  must(flow.latencyMs === null || flow.delivered > 0, 'only what arrived has a latency');
  must(flow.peakQueued <= flow.sent, 'no more waited than was sent');
  return problems;
}

function areApart(flow: FlowReport): boolean {
  const sorted = [...flow.lostRanges].sort(
    (a, b) => (a.topic ?? '').localeCompare(b.topic ?? '') || a.fromSequence - b.fromSequence,
  );
  return sorted.every((range, index) => {
    const before = sorted[index - 1];
    return before === undefined || before.topic !== range.topic || before.toSequence < range.fromSequence;
  });
}

/** What must hold between flows and the sockets at their ends, which count on their own. */
function problemsBetween(report: RunReport): readonly string[] {
  return report.sockets.flatMap((socket) => {
    const outgoing = report.flows.filter((flow) => flow.from === socket.id);
    const incoming = report.flows.filter((flow) => flow.to === socket.id);
    const problems: string[] = [];
    const received = incoming.reduce((sum, flow) => sum + flow.delivered, 0);
    if (received !== socket.received - socket.foreign)
      problems.push(`${socket.id} received ${socket.received}, its flows ${received}`);
    if (socket.foreign !== 0) problems.push(`${socket.id} received ${socket.foreign} foreign messages`);
    if (socket.offered !== socket.accepted + socket.refused)
      problems.push(`${socket.id} offered ${socket.offered}, accepted ${socket.accepted}, refused ${socket.refused}`);
    const fansOut = socket.type === 'pub' || socket.type === 'xpub';
    const sent = outgoing.reduce((sum, flow) => sum + flow.sent, 0);
    if (!fansOut && sent !== socket.accepted - (socket.unroutable ?? 0)) {
      const missed = outgoing.reduce((sum, flow) => sum + flow.missedBeforeJoin, 0);
      if (sent + missed !== socket.accepted - (socket.unroutable ?? 0))
        problems.push(`${socket.id} accepted ${socket.accepted}, its flows sent ${sent}`);
    }
    if (fansOut && outgoing.some((flow) => flow.sent + flow.missedBeforeJoin > socket.accepted))
      problems.push(`${socket.id}: a flow was sent more than was accepted`);
    return problems;
  });
}
