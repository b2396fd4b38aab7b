import { describe, expect, it } from 'vitest';
import { printReport } from '../../../../electron/commands/print-report.ts';
import type { RunReport } from '../../../../shared/report/report.ts';

const report: RunReport = {
  highwater: 1,
  scenario: 'Slow consumer',
  seconds: 20,
  versions: { highwater: '0.1.0', libzmq: '4.3.5', zeromq: '6.8.0', node: '20.20.2' },
  flows: [
    {
      id: 'feed-slow',
      from: 'feed',
      to: 'slow',
      link: 'feed-slow',
      transport: 'tcp',
      sent: 100_000,
      delivered: 10_000,
      lost: 89_999,
      queued: 0,
      residual: 1,
      refused: 0,
      blockedMs: 1_234,
      missedBeforeJoin: 3,
      firstLossAtMs: 1_250,
      lostRanges: [
        { fromSequence: 1, toSequence: 10, sentFromMs: 0, sentToMs: 1, cause: 'slow-consumer' },
        { fromSequence: 21, toSequence: 40, sentFromMs: 2, sentToMs: 3, cause: 'slow-consumer' },
        { fromSequence: 50, toSequence: 50, sentFromMs: 4, sentToMs: 5, cause: 'unknown' },
      ],
      lostRangesOmitted: 7,
      peakQueued: 4_700,
      latencyMs: { p50: 1.5, p95: 20.25, p99: 99.994, max: 2_514.4 },
      sentPerSecond: 5_000,
      deliveredPerSecond: 500,
      unclosedReason: 'the marker did not arrive',
    },
  ],
  sockets: [
    {
      id: 'feed',
      type: 'pub',
      offered: 100_000,
      accepted: 100_000,
      refused: 0,
      blockedMs: 0,
      received: 0,
      foreign: 12,
      cpu: 0.126,
      options: {},
    },
  ],
  events: [],
  findings: [
    {
      code: 'slow-consumer',
      subject: 'slow',
      certainty: 'measured',
      sentence: 'slow was too slow.',
      evidence: [{ sentence: '500 msg/s are served.', certainty: 'measured' }],
      remedies: [{ sentence: 'Serve faster.', set: { 'sockets.slow.consume.serviceMs': 0.2 } }],
    },
  ],
};

describe('the printed report', () => {
  const text = printReport(report);

  it('shows the ledger with every figure of the flow', () => {
    expect(text).toMatch(/^ {2}feed-slow +tcp +100,000 +10,000 +89,999 +0 +1 +0 +3$/m);
  });

  it('shows rates, latency in milliseconds, the depth, and when the first loss was sent', () => {
    expect(text).toMatch(/^ {2}feed-slow +5,000 +500 +1\.50 +20\.25 +99\.99 +2514 +4,700 +1\.23 s +at 1\.25 s$/m);
  });

  it('shows each socket with what it sent and received', () => {
    expect(text).toMatch(/^ {2}feed +pub +100,000 +100,000 +0 +0\.00 s +0 +12 +13 %$/m);
  });

  it('sums the lost ranges by cause, inclusive of both ends, and says what was left out', () => {
    expect(text).toContain('feed-slow lost 30 by slow-consumer, 1 by unknown, and 7 more ranges.');
  });

  it('says why a ledger did not close', () => {
    expect(text).toContain('feed-slow could not be closed: the marker did not arrive');
  });

  it('gives each finding with its certainty, its evidence and a remedy that can be typed', () => {
    expect(text).toContain('slow-consumer (slow, measured): slow was too slow.');
    expect(text).toContain('because: 500 msg/s are served. (measured)');
    expect(text).toContain('remedy: Serve faster. [--set sockets.slow.consume.serviceMs=0.2]');
  });

  it('shows a dash where nothing is known, never NaN or null', () => {
    const [flow] = report.flows;
    const empty = printReport({
      ...report,
      flows: [{ ...flow!, latencyMs: null, firstLossAtMs: null, sentPerSecond: Number.NaN }],
    });
    expect(empty).not.toMatch(/NaN|null|undefined|Infinity/);
    expect(empty).toMatch(/^ {2}feed-slow +- +500 +- +- +- +- +4,700/m);
  });

  it('lets no control character of a name through to the terminal', () => {
    expect(printReport({ ...report, scenario: 'a\u001B[2Jb\u0007' })).toMatch(/^a\uFFFD\[2Jb\uFFFD: /);
  });
});
