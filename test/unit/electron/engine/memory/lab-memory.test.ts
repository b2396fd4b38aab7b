import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FlowCounter,
  LabMemory,
  phases,
  type SocketCounter,
  type SocketKnob,
} from '../../../../../electron/engine/memory/lab-memory.ts';

const counters = [
  'offered',
  'accepted',
  'refused',
  'blockedMs',
  'received',
  'open',
  'busyShare',
] as const satisfies SocketCounter[];
const knobs = ['rate', 'size', 'burst', 'count', 'serviceMs', 'spin', 'reading'] as const satisfies SocketKnob[];
const flowCounters = [
  'delivered',
  'lost',
  'missed',
  'joinGuess',
  'leftAt',
  'closedAt',
  'totalCount',
] as const satisfies FlowCounter[];
const shapes = fc.record({
  sockets: fc.integer({ min: 1, max: 30 }),
  streams: fc.integer({ min: 0, max: 30 }),
  flows: fc.integer({ min: 0, max: 30 }),
});
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('LabMemory', () => {
  it('gives every figure a cell of its own, inside the buffer, beside the phase', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const memory = new LabMemory(shape);
        const cells = [
          0,
          ...upTo(shape.sockets).flatMap((socket) => [
            ...counters.map((counter) => memory.counterCell(socket, counter)),
            ...knobs.map((knob) => memory.knobCell(socket, knob)),
          ]),
          ...upTo(shape.streams).map((stream) => memory.sentCell(stream)),
          ...upTo(shape.flows).flatMap((flow) => flowCounters.map((counter) => memory.flowCell(flow, counter))),
        ];
        expect(new Set(cells).size).toBe(cells.length);
        expect(Math.min(...cells)).toBe(0);
        expect(Math.max(...cells)).toBeLessThan(memory.raw.length);
      }),
    );
  });

  it('is one memory for all threads that are given its buffer', () => {
    const shape = { sockets: 2, streams: 2, flows: 3 };
    const main = new LabMemory(shape);
    main.setKnob(1, 'rate', 5_000);
    main.write(main.flowCell(2, 'joinGuess'), 17);
    const worker = new LabMemory(shape, main.buffer);
    expect(worker.knob(1, 'rate')).toBe(5_000);
    expect(worker.flow(2, 'joinGuess')).toBe(17);
    worker.write(worker.sentCell(1), 12);
    worker.phase = phases.drain;
    expect(main.sent(1)).toBe(12);
    expect(main.phase).toBe(phases.drain);
  });

  it('starts on hold, with what is not known marked as not known', () => {
    const memory = new LabMemory({ sockets: 1, streams: 1, flows: 2 });
    expect(memory.phase).toBe(phases.hold);
    for (const flow of [0, 1]) {
      for (const counter of ['joinGuess', 'leftAt', 'lastSequence', 'closedAt'] as const)
        expect(memory.flow(flow, counter)).toBe(-1);
      expect(memory.flow(flow, 'latencyP50Ms')).toBeNaN();
      expect(memory.flow(flow, 'delivered')).toBe(0);
    }
    expect(memory.counter(0, 'roundTripP99Ms')).toBeNaN();
  });
});
