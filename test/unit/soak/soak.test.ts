import { describe, expect, it } from 'vitest';
import type { FlowReport, RunReport } from '../../../shared/report/report.ts';
import { checkScenario } from '../../../shared/scenario/parse.ts';
import { brokenLaws } from '../../soak/ledger-laws.ts';
import { randomScenario } from '../../soak/random-scenario.ts';

const range = { fromSequence: 5, toSequence: 9, sentFromMs: 100, sentToMs: 120, cause: 'slow-consumer' } as const;
const flow = (changes: Partial<FlowReport> = {}): FlowReport => ({
  ...{
    id: 'f',
    from: 'a',
    to: 'b',
    link: 'f',
    transport: 'tcp',
    sent: 10,
    delivered: 5,
    lost: 5,
    queued: 0,
    residual: 0,
  },
  ...{ refused: 0, blockedMs: 0, missedBeforeJoin: 0, firstLossAtMs: 100, lostRanges: [range], lostRangesOmitted: 0 },
  ...{ peakQueued: 4, latencyMs: null, sentPerSecond: 10, deliveredPerSecond: 5 },
  ...changes,
});
const report = (flows: readonly FlowReport[], code = 'slow-consumer'): RunReport =>
  ({ seconds: 1, flows, findings: [{ code, sentence: 'b is slow.' }] }) as unknown as RunReport;

describe('the laws of a report', () => {
  it('are kept by one that adds up', () => {
    expect(brokenLaws(report([flow()]))).toEqual([]);
  });

  it.each<[string, Partial<FlowReport>]>([
    ['sums', { delivered: 4 }],
    ['a reason', { delivered: 4, queued: 1 }],
    ['signs', { missedBeforeJoin: -1 }],
    ['ranges', { lostRanges: [{ ...range, toSequence: 8 }] }],
    ['times', { lostRanges: [{ ...range, sentToMs: 5000 }] }],
    ['the first loss', { firstLossAtMs: null }],
    ['the peak', { peakQueued: 11 }],
    ['latencies', { sent: 5, delivered: 0, latencyMs: { p50: 1, p95: 1, p99: 1, max: 1 } }],
    ['findings', { lostRanges: [{ ...range, cause: 'unknown' }] }],
  ])('are broken in %s alone', (_law, changes) => {
    expect(brokenLaws(report([flow(changes)]))).toHaveLength(1);
  });
});

describe('made-up scenarios', () => {
  it('are the same for a seed, mostly valid, and of every kind', () => {
    const files = Array.from({ length: 300 }, (_, seed) => randomScenario(seed));
    expect(files).toEqual(Array.from({ length: 300 }, (_, seed) => randomScenario(seed)));
    expect(files.filter((file) => checkScenario(JSON.parse(JSON.stringify(file))).ok).length).toBeGreaterThan(240);
    const text = JSON.stringify(files);
    for (const word of ['inproc', 'ipc', 'process', 'conflate', 'restart', 'reset', 'cut', 'router', 'xsub', 'noDrop'])
      expect(text).toContain(`"${word}`);
  });
});
