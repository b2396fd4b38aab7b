import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DepthInput, estimateDepth } from '../../../../../electron/engine/ledger/estimate.ts';

/** Where messages really are, within libzmq's rules: no queue above its mark, no codec above 8 KiB on either side. */
const truths = fc
  .record({
    transport: fc.constantFrom('tcp', 'ipc', 'inproc'),
    sendMark: fc.integer({ min: 1, max: 5_000 }),
    receiveMark: fc.integer({ min: 1, max: 5_000 }),
    wireBytes: fc.integer({ min: 26, max: 70_000 }),
    fill: fc.record({
      send: fc.double({ min: 0, max: 1, noNaN: true }),
      receive: fc.double({ min: 0, max: 1, noNaN: true }),
      codec: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    kernelSend: fc.integer({ min: 0, max: 3_000 }),
    kernelReceive: fc.integer({ min: 0, max: 3_000 }),
    lost: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100_000 })),
    known: fc.double({ min: 0, max: 1, noNaN: true }),
    overflowing: fc.boolean(),
    drops: fc.boolean(),
  })
  .map(({ fill, ...rest }) => {
    const inproc = rest.transport === 'inproc';
    return {
      ...rest,
      lost: rest.drops ? rest.lost : 0,
      kernelSend: inproc ? 0 : rest.kernelSend,
      kernelReceive: inproc ? 0 : rest.kernelReceive,
      sendQueue: Math.floor(fill.send * rest.sendMark),
      receiveQueue: Math.floor(fill.receive * rest.receiveMark),
      codec: inproc ? 0 : Math.floor((fill.codec * 16_384) / rest.wireBytes),
    };
  });
type Truth = typeof truths extends fc.Arbitrary<infer T> ? T : never;

const physical = (truth: Truth): number =>
  truth.sendQueue + truth.receiveQueue + truth.codec + truth.kernelSend + truth.kernelReceive;

const inputOf = (truth: Truth): DepthInput => ({
  inFlight: physical(truth) + truth.lost,
  sendMark: truth.sendMark,
  receiveMark: truth.receiveMark,
  transport: truth.transport,
  kernelSend: truth.kernelSend,
  kernelReceive: truth.kernelReceive,
  wireBytes: truth.wireBytes,
  sendBuffer: 0,
  receiveBuffer: 0,
  drops: truth.drops,
  conflates: false,
  lostInferred: Math.floor(truth.lost * truth.known),
  overflowing: truth.overflowing,
});

describe('estimateDepth', () => {
  it('takes what is inferred as the least that is lost', () => {
    fc.assert(
      fc.property(truths, (truth) => {
        const { lostInferred, lostEstimated } = estimateDepth(inputOf(truth));
        expect(lostInferred).toBe(Math.floor(truth.lost * truth.known));
        expect(lostEstimated).toBeGreaterThanOrEqual(lostInferred);
      }),
    );
  });

  it('does not guess at losses before there is a sign of them', () => {
    fc.assert(
      fc.property(truths, (truth) => {
        const depth = estimateDepth({ ...inputOf({ ...truth, known: 0 }), overflowing: false });
        expect(depth.lostEstimated).toBe(0);
      }),
    );
  });

  it('finds no loss at all where the sender waits', () => {
    fc.assert(
      fc.property(truths, (truth) => {
        const depth = estimateDepth(inputOf({ ...truth, drops: false, lost: 0 }));
        expect([depth.lostInferred, depth.lostEstimated]).toEqual([0, 0]);
        expect(depth.queued).toBe(physical(truth));
      }),
    );
  });

  it('splits what is in flight without rest: queues, kernel and losses sum to it', () => {
    fc.assert(
      fc.property(truths, (truth) => {
        const input = inputOf(truth);
        const depth = estimateDepth(input);
        const sum = depth.sendQueue + depth.receiveQueue + input.kernelSend + input.kernelReceive + depth.lostEstimated;
        expect(sum).toBeCloseTo(input.inFlight, 6);
        for (const part of [depth.sendQueue, depth.receiveQueue, depth.queued]) expect(part).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('states errors that hold the truth of either queue, codecs aside, where nothing is lost', () => {
    fc.assert(
      fc.property(truths, (truth) => {
        fc.pre(truth.transport !== 'inproc');
        const depth = estimateDepth(inputOf({ ...truth, drops: false, lost: 0 }));
        const slack = truth.codec + 1e-6;
        expect(Math.abs(depth.receiveQueue - truth.receiveQueue)).toBeLessThanOrEqual(depth.receiveQueueError + slack);
        expect(Math.abs(depth.sendQueue - truth.sendQueue)).toBeLessThanOrEqual(depth.sendQueueError + slack);
      }),
    );
  });

  it('says that a flow without a mark has no capacity to reach', () => {
    fc.assert(
      fc.property(truths, fc.boolean(), (truth, send) => {
        const depth = estimateDepth({ ...inputOf(truth), ...(send ? { sendMark: 0 } : { receiveMark: 0 }) });
        expect(depth.capacity).toBe(Number.POSITIVE_INFINITY);
        expect(Number.isNaN(depth.sendQueue) || Number.isNaN(depth.receiveQueue)).toBe(false);
      }),
    );
  });

  it('leaves no figure undefined on a system that does not tell its kernel queues', () => {
    fc.assert(
      fc.property(truths, (truth) => {
        fc.pre(truth.transport !== 'inproc');
        const depth = estimateDepth({ ...inputOf(truth), kernelSend: Number.NaN, kernelReceive: Number.NaN });
        expect(Object.values(depth).some(Number.isNaN)).toBe(false);
      }),
    );
  });

  it('takes the sum of both marks as the capacity of inproc, and one message as that of a conflating flow', () => {
    const input = inputOf({
      transport: 'inproc',
      sendMark: 10,
      receiveMark: 20,
      wireBytes: 100,
      kernelSend: 0,
      kernelReceive: 0,
      lost: 70,
      known: 1,
      overflowing: false,
      drops: true,
      sendQueue: 10,
      receiveQueue: 20,
      codec: 0,
    });
    expect(estimateDepth(input)).toMatchObject({ capacity: 30, capacityError: 0, lostInferred: 70 });
    expect(estimateDepth({ ...input, conflates: true })).toMatchObject({ capacity: 1, lostEstimated: 99.25 });
  });

  /** Peaks that a PUSH reached with marks 10 + 10 and a PULL that did not read: what the kernel held is the rest. */
  it.each([
    { size: 1024, sendBuffer: 0, receiveBuffer: 0, peak: 2905 },
    { size: 256, sendBuffer: 0, receiveBuffer: 0, peak: 15_165 },
    { size: 1024, sendBuffer: 65_536, receiveBuffer: 65_536, peak: 305 },
    { size: 256, sendBuffer: 65_536, receiveBuffer: 65_536, peak: 950 },
    { size: 1024, sendBuffer: 65_536, receiveBuffer: 0, peak: 275 },
    { size: 1024, sendBuffer: 0, receiveBuffer: 65_536, peak: 2960 },
    { size: 1024, sendBuffer: 16_384, receiveBuffer: 16_384, peak: 70 },
    { size: 1024, sendBuffer: 1_048_576, receiveBuffer: 1_048_576, peak: 3515 },
  ])('foretells a capacity of $peak within its error: $size B, buffers $sendBuffer and $receiveBuffer', (measured) => {
    const { capacity, capacityError } = estimateDepth({
      inFlight: 0,
      sendMark: 10,
      receiveMark: 10,
      transport: 'tcp',
      kernelSend: 0,
      kernelReceive: 0,
      wireBytes: measured.size + 9,
      sendBuffer: measured.sendBuffer,
      receiveBuffer: measured.receiveBuffer,
      drops: false,
      conflates: false,
      lostInferred: 0,
      overflowing: false,
    });
    expect(Math.abs(capacity - measured.peak)).toBeLessThanOrEqual(capacityError);
    expect(capacityError).toBeLessThan(measured.peak * 0.65);
  });
});
