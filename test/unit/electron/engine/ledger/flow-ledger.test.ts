import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFlowLedger, type FlowReading } from '../../../../../electron/engine/ledger/flow-ledger.ts';
import type { GapRecord } from '../../../../../electron/engine/worker/protocol.ts';
import type { FlowInfo } from '../../../../../shared/telemetry/telemetry.ts';

const info: FlowInfo = {
  id: 'l',
  from: 'feed',
  to: 'slow',
  link: 'l',
  transport: 'tcp',
  fromType: 'pub',
  toType: 'sub',
  direction: 'forward',
  endpoint: '',
};
const readingAt = (nowMs: number, more: Partial<FlowReading> = {}): FlowReading => ({
  nowMs,
  sent: 0,
  delivered: 0,
  lost: 0,
  elsewhere: 0,
  missed: 0,
  refused: 0,
  blockedMs: 0,
  joined: true,
  provenUntilMs: 0,
  latencyP50Ms: 1,
  latencyP99Ms: 2,
  latencyMaxMs: 3,
  kernelSend: 0,
  kernelReceive: 0,
  sendMark: 1_000,
  receiveMark: 1_000,
  wireBytes: 265,
  sendBuffer: 0,
  receiveBuffer: 0,
  offered: undefined,
  kernelLimitBytes: Number.POSITIVE_INFINITY,
  drops: true,
  conflates: false,
  look: undefined,
  ...more,
});
const gapAt = (fromSequence: number, count: number, more: Partial<GapRecord> = {}): GapRecord => ({
  flow: 0,
  stream: 0,
  fromSequence,
  toSequence: fromSequence + count - 1,
  count,
  ranges: 1,
  sentFromMs: fromSequence,
  sentToMs: fromSequence + count,
  atClose: false,
  ...more,
});

describe('createFlowLedger', () => {
  it('keeps in flight what was sent and is neither delivered nor lost, and never less than nothing', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), fc.nat(1e6), (sent, delivered, lost) => {
        const ledger = createFlowLedger(info);
        ledger.update(readingAt(50, { sent, delivered, lost }));
        const { inFlight, queued, lostEstimated, lostInferred } = ledger.figures;
        expect(inFlight).toBe(Math.max(0, sent - delivered - lost));
        expect(queued).toBeCloseTo(inFlight - lostEstimated, 6);
        expect(lostInferred).toBeLessThanOrEqual(lostEstimated);
        expect(queued).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('infers a loss before any proof, and lets go of it when the proof comes', () => {
    const ledger = createFlowLedger(info);
    const look = {
      sent: 20_000,
      settled: 1_000,
      proven: 0,
      kernelBytes: 26_500,
      relayBytes: 0,
      sendMark: 1_000,
      receiveMark: 1_000,
      wireBytes: 265,
    };
    ledger.update(readingAt(1_000, { sent: 20_500, delivered: 1_100, look }));
    const { lostInferred } = ledger.figures;
    expect(lostInferred).toBeGreaterThan(16_000);
    expect(ledger.figures.lostEstimated).toBeGreaterThanOrEqual(lostInferred);
    ledger.update(readingAt(2_000, { sent: 20_500, delivered: 2_000, lost: lostInferred - 100, look }));
    expect(ledger.figures).toMatchObject({ lostProven: lostInferred - 100, lostInferred: 100 });
    ledger.update(readingAt(3_000, { sent: 20_500, delivered: 2_000, lost: 18_000, look }));
    expect(ledger.figures).toMatchObject({ lostProven: 18_000, lostInferred: 0, inFlight: 500 });
  });

  it('finds the true depth although the lost messages were sent in one spurt of the time between their neighbours', () => {
    const ledger = createFlowLedger(info);
    // A queue of 150: full at once, then 100,000 are dropped in one tick of twenty.
    for (let tick = 0; tick < 20; tick += 1) {
      const offered = tick < 10 ? 150 : 100_150;
      ledger.update(readingAt(tick * 50, { sent: offered, offered, delivered: 0 }));
    }
    ledger.prove(gapAt(150, 100_000, { sentFromMs: 0, sentToMs: 950 }), 'slow-consumer', 3_000, '', undefined);
    expect(ledger.history.peak()).toBe(150);
  });

  it('has no more room than marks, codecs and limited kernel buffers, and none that is known without such limits', () => {
    const ledger = createFlowLedger(info);
    ledger.update(readingAt(50, { sendMark: 10, receiveMark: 10 }));
    expect(ledger.physicalLimit).toBe(Number.POSITIVE_INFINITY);
    const limited = createFlowLedger(info);
    limited.update(readingAt(50, { sendMark: 10, receiveMark: 10, kernelLimitBytes: 26_500 }));
    expect(limited.physicalLimit).toBe(20 + 162);
    const unlimited = createFlowLedger(info);
    unlimited.update(readingAt(50, { sendMark: 0, kernelLimitBytes: 26_500 }));
    expect(unlimited.physicalLimit).toBe(Number.POSITIVE_INFINITY);
  });

  it('dates the first loss at its sending, whatever order the proofs come in', () => {
    const ledger = createFlowLedger(info);
    expect(ledger.firstLossAtMs).toBeUndefined();
    ledger.prove(gapAt(500, 10), 'slow-consumer', 9_000, '', undefined);
    ledger.prove(gapAt(200, 10), 'slow-consumer', 9_500, '', undefined);
    expect(ledger.firstLossAtMs).toBe(200);
  });

  it('lists lost ranges up to its bound and counts the rest, so that with none left out they sum to the losses', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 700 }), (counts) => {
        const ledger = createFlowLedger(info);
        let sequence = 0;
        for (const count of counts) {
          ledger.prove(gapAt(sequence, count), 'slow-consumer', sequence, '', undefined);
          sequence += count + 1;
        }
        expect(ledger.ranges.length + ledger.rangesOmitted).toBe(counts.length);
        expect(ledger.ranges.length).toBeLessThanOrEqual(500);
        expect(ledger.losses.length).toBeLessThanOrEqual(64);
        const listed = ledger.ranges.reduce((sum, range) => sum + range.toSequence - range.fromSequence + 1, 0);
        if (ledger.rangesOmitted === 0) expect(listed).toBe(counts.reduce((sum, count) => sum + count, 0));
      }),
      { numRuns: 40 },
    );
  });

  it('leaves a folded flood out of the list, since its window holds messages that arrived', () => {
    const ledger = createFlowLedger(info);
    ledger.prove(gapAt(0, 50, { toSequence: 400, ranges: 20 }), 'slow-consumer', 1, '', undefined);
    expect([ledger.ranges.length, ledger.rangesOmitted]).toEqual([0, 20]);
  });

  it('counts what nobody is left to prove as lost at the end', () => {
    const ledger = createFlowLedger(info);
    ledger.writeOff(gapAt(90, 10), 'peer-lost', 5_000, undefined);
    expect(ledger.finalLosses).toBe(10);
    expect(ledger.ranges).toEqual([expect.objectContaining({ fromSequence: 90, toSequence: 99, cause: 'peer-lost' })]);
  });

  it('takes proven losses out of the peak', () => {
    const ledger = createFlowLedger(info);
    ledger.update(readingAt(1_000, { sent: 5_000, delivered: 500 }));
    ledger.update(readingAt(2_000, { sent: 9_000, delivered: 1_000 }));
    ledger.prove(gapAt(4_500, 3_500, { sentFromMs: 1_000, sentToMs: 2_000 }), 'slow-consumer', 2_100, '', undefined);
    expect(ledger.history.peak()).toBe(4_500);
  });

  it('keeps in the peak what waited until the death of its receiver took it', () => {
    const ledger = createFlowLedger(info);
    ledger.update(readingAt(1_000, { sent: 1_500, delivered: 500 }));
    ledger.update(readingAt(2_000, { sent: 1_500, delivered: 500 }));
    ledger.prove(gapAt(500, 1_000, { sentFromMs: 100, sentToMs: 3_000, atClose: true }), 'peer-lost', 3_000, '', 2_500);
    expect(ledger.history.peak()).toBe(1_000);
  });

  it('knows for inproc that more than both marks together never waited', () => {
    const ledger = createFlowLedger({ ...info, transport: 'inproc' });
    ledger.update(readingAt(100, { sent: 50, sendMark: 10, receiveMark: 20 }));
    expect(ledger.physicalLimit).toBe(30);
    expect(createFlowLedger(info).physicalLimit).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes for no loss what programs outside may have got', () => {
    const ledger = createFlowLedger(info, true);
    ledger.update(readingAt(0, { sent: 10, delivered: 4, lost: 3, drops: false }));
    ledger.prove(gapAt(0, 3), 'unknown', 1, '');
    expect(ledger.figures).toMatchObject({ sent: 7, delivered: 4, lostProven: 0, inFlight: 3 });
    expect([ledger.elsewhere, ledger.ranges, ledger.losses]).toEqual([3, [], []]);
    ledger.rest();
    expect(ledger.figures).toMatchObject({ sent: 4, delivered: 4, inFlight: 0, queued: 0 });
    expect(ledger.elsewhere).toBe(6);
  });
});
