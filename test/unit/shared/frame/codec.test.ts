import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameWriter, readFrame } from '../../../../shared/frame/codec.ts';
import {
  frameHeaderLength,
  frameVersion,
  maxRepaintsPerFrame,
  type Repaint,
  repaintLength,
} from '../../../../shared/frame/frame.ts';
import { flowFields, socketFields } from '../../../../shared/telemetry/fields.ts';

const header = { runId: 3, frameNumber: 7, atMs: 350.5, ticksFolded: 2 };
const figure = fc.double({ noDefaultInfinity: false, noNaN: false });

function repaintOf(flows: number): fc.Arbitrary<Repaint> {
  return fc
    .record({ flow: fc.nat(flows - 1), from: fc.nat(100_000), span: fc.nat(1000), count: fc.nat(10_000) })
    .map(({ flow, from, span, count }) => ({ flow, sentFromMs: from, sentToMs: from + span, count }));
}

describe('the frame codec', () => {
  it('lays a frame out byte for byte as frame.ts says', () => {
    const writer = createFrameWriter(2, 1);
    writer.setFlow(1, 'delivered', 42);
    writer.setSocket(0, 'state', 4);
    writer.addRepaint({ flow: 1, sentFromMs: 10, sentToMs: 20, count: 5 });
    const buffer = writer.finish(header);
    const bytes = new DataView(buffer);
    const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
    const cell = (at: number) => bytes.getFloat64(at * 8, little);

    expect(buffer.byteLength).toBe(
      (frameHeaderLength + 2 * flowFields.length + socketFields.length + repaintLength) * 8,
    );
    expect(Array.from({ length: 8 }, (_, at) => cell(at))).toEqual([frameVersion, 3, 7, 350.5, 2, 1, 1, 2]);
    expect(cell(8 + flowFields.length + 1)).toBe(42);
    expect(cell(8)).toBeNaN();
    const socketsAt = 8 + 2 * flowFields.length;
    expect(cell(socketsAt + socketFields.length - 1)).toBe(4);
    expect(Array.from({ length: 4 }, (_, at) => cell(socketsAt + socketFields.length + at))).toEqual([1, 10, 20, 5]);
  });

  it('gives back every figure and repaint that was written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }).chain((flows) =>
          fc.record({
            flows: fc.array(fc.array(figure, { minLength: flowFields.length, maxLength: flowFields.length }), {
              minLength: flows,
              maxLength: flows,
            }),
            sockets: fc.array(fc.array(figure, { minLength: socketFields.length, maxLength: socketFields.length }), {
              maxLength: 6,
            }),
            repaints: fc.array(repaintOf(flows), { maxLength: 20 }),
          }),
        ),
        ({ flows, sockets, repaints }) => {
          const writer = createFrameWriter(flows.length, sockets.length);
          flows.forEach((values, index) => {
            for (const [at, field] of flowFields.entries()) writer.setFlow(index, field, values[at] ?? 0);
          });
          sockets.forEach((values, index) => {
            for (const [at, field] of socketFields.entries()) writer.setSocket(index, field, values[at] ?? 0);
          });
          for (const repaint of repaints) writer.addRepaint(repaint);
          const frame = readFrame(writer.finish(header));
          if (!frame) throw new Error('not read');
          expect(frame).toMatchObject({ ...header, flowCount: flows.length, socketCount: sockets.length });
          expect(flows.map((_, index) => flowFields.map((field) => frame.flow(index, field)))).toEqual(flows);
          expect(sockets.map((_, index) => socketFields.map((field) => frame.socket(index, field)))).toEqual(sockets);
          expect(Array.from({ length: frame.repaintCount }, (_, index) => frame.repaint(index))).toEqual(repaints);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps figures from frame to frame, and sends a repaint once', () => {
    const writer = createFrameWriter(1, 0);
    writer.setFlow(0, 'sent', 10);
    writer.addRepaint({ flow: 0, sentFromMs: 0, sentToMs: 1, count: 1 });
    const first = readFrame(writer.finish(header));
    writer.setFlow(0, 'delivered', 4);
    const second = readFrame(writer.finish(header));

    expect(first?.flow(0, 'delivered')).toBeNaN();
    expect(first?.repaintCount).toBe(1);
    expect([second?.flow(0, 'sent'), second?.flow(0, 'delivered'), second?.repaintCount]).toEqual([10, 4, 0]);
  });

  it('takes whole records of figures', () => {
    const writer = createFrameWriter(1, 1);
    const flow = Object.fromEntries(flowFields.map((field, at) => [field, at])) as Record<
      (typeof flowFields)[number],
      number
    >;
    const socket = Object.fromEntries(socketFields.map((field, at) => [field, -at])) as Record<
      (typeof socketFields)[number],
      number
    >;
    writer.setFlowFigures(0, flow);
    writer.setSocketFigures(0, socket);
    const frame = readFrame(writer.finish(header));
    expect(frame?.flow(0, 'capacity')).toBe(flowFields.indexOf('capacity'));
    expect(frame?.socket(0, 'peers')).toBe(-socketFields.indexOf('peers'));
  });

  it('merges repaints past the limit, loses none, and sends what waited with a later frame', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(1, 5, 700)
          .chain((flows) =>
            fc.tuple(fc.constant(flows), fc.array(repaintOf(flows), { minLength: 300, maxLength: 900, size: 'max' })),
          ),
        ([flows, repaints]) => {
          const writer = createFrameWriter(flows, 0);
          for (const repaint of repaints) writer.addRepaint(repaint);
          const got: Repaint[] = [];
          for (let sent = 0; sent < 5; sent += 1) {
            const frame = readFrame(writer.finish(header));
            if (!frame) throw new Error('not read');
            expect(frame.repaintCount).toBeLessThanOrEqual(maxRepaintsPerFrame);
            for (let index = 0; index < frame.repaintCount; index += 1) got.push(frame.repaint(index));
          }
          expect(perFlow(got)).toEqual(perFlow(repaints));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('refuses every frame that was cut, lengthened or given impossible counts', () => {
    const writer = createFrameWriter(2, 2);
    writer.addRepaint({ flow: 1, sentFromMs: 1, sentToMs: 2, count: 3 });
    const good = writer.finish(header);
    expect(readFrame(good)).toBeDefined();
    for (let length = 0; length < good.byteLength; length += 1)
      expect(readFrame(good.slice(0, length))).toBeUndefined();
    expect(readFrame(new Float64Array([...new Float64Array(good), 0]).buffer)).toBeUndefined();
    const spoiled = (at: number, value: number) => {
      const cells = new Float64Array(good.slice(0));
      cells[at] = value;
      return readFrame(cells.buffer);
    };
    for (let at = 0; at < frameHeaderLength; at += 1) {
      for (const value of [Number.NaN, -1, Number.POSITIVE_INFINITY]) expect(spoiled(at, value)).toBeUndefined();
    }
    for (const at of [4, 5, 6]) for (const value of [0.5, 1e300, 2 ** 40]) expect(spoiled(at, value)).toBeUndefined();
    const repaintAt = new Float64Array(good).length - repaintLength;
    for (const value of [2, -1, 0.5, Number.NaN]) expect(spoiled(repaintAt, value)).toBeUndefined();
    expect(spoiled(repaintAt + 1, 5)).toBeUndefined();
    expect(spoiled(repaintAt + 3, -1)).toBeUndefined();
  });

  it('reads random bytes without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(readFrame(new Uint8Array(bytes).buffer)).toBeUndefined();
      }),
    );
  });

  it('answers NaN for a flow or socket that is not there, and throws on writing one', () => {
    const writer = createFrameWriter(1, 1);
    const frame = readFrame(writer.finish(header));
    for (const index of [-1, 1, 0.5, Number.NaN]) {
      expect(frame?.flow(index, 'sent')).toBeNaN();
      expect(frame?.socket(index, 'open')).toBeNaN();
      expect(() => writer.setFlow(index, 'sent', 1)).toThrow(RangeError);
      expect(() => writer.addRepaint({ flow: index, sentFromMs: 0, sentToMs: 0, count: 1 })).toThrow(RangeError);
    }
  });
});

function perFlow(repaints: readonly Repaint[]) {
  const sums = new Map<number, { from: number; to: number; count: number }>();
  for (const { flow, sentFromMs, sentToMs, count } of repaints) {
    const sum = sums.get(flow) ?? { from: sentFromMs, to: sentToMs, count: 0 };
    sums.set(flow, { from: Math.min(sum.from, sentFromMs), to: Math.max(sum.to, sentToMs), count: sum.count + count });
  }
  return new Map([...sums].sort(([a], [b]) => a - b));
}
