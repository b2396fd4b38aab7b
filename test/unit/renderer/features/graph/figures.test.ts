import { describe, expect, it } from 'vitest';
import {
  dashSpeed,
  flowState,
  kernelTank,
  openScale,
  speakingRate,
  wholeTank,
  worstState,
} from '../../../../../renderer/features/graph/figures.ts';
import { levelOf } from '../../../../../renderer/features/graph/tank.ts';
import { createFrameWriter, readFrame } from '../../../../../shared/frame/codec.ts';
import { type FlowFigures, flowStates } from '../../../../../shared/telemetry/fields.ts';

function frameOf(figures: Partial<FlowFigures>) {
  const writer = createFrameWriter(1, 0);
  for (const [field, value] of Object.entries(figures)) writer.setFlow(0, field as keyof FlowFigures, value);
  return readFrame(writer.finish({ runId: 1, frameNumber: 1, atMs: 1, ticksFolded: 1 }))!;
}

const state = (name: (typeof flowStates)[number]) => flowStates.indexOf(name);

describe('the figures of a lane', () => {
  it('have no limit when an inproc pipe has one mark of 0, else the sum of both', () => {
    expect(wholeTank(frameOf({ sendMark: 10, receiveMark: 20, queued: 30 }), 0)).toMatchObject({ held: 30, mark: 30 });
    expect(wholeTank(frameOf({ sendMark: 0, receiveMark: 20, queued: 30 }), 0)).toMatchObject({ mark: 0 });
  });

  it('never show more in the kernel than is under way', () => {
    const stale = frameOf({
      kernelSend: 300,
      kernelReceive: 100,
      inFlight: 40,
      wireBytes: 10,
      capacity: 4_000,
      sendMark: 1_000,
      receiveMark: 1_000,
    });
    expect(kernelTank(stale, 0)).toEqual({ send: 30, receive: 10, capacity: 2_000, bytes: 400 });
  });

  it('say that the kernel is not known rather than empty', () => {
    const { send, bytes, capacity } = kernelTank(frameOf({ inFlight: 40, capacity: Number.POSITIVE_INFINITY }), 0);
    expect([send, bytes, capacity]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('speak of what is lost while losing, of what arrives otherwise, and of nothing without a connection', () => {
    const rates = { lostPerSecond: 7, deliveredPerSecond: 5 };
    expect(speakingRate(frameOf({ ...rates, state: state('losing') }), 0)).toBe(7);
    expect(speakingRate(frameOf({ ...rates, state: state('blocked') }), 0)).toBe(5);
    expect(speakingRate(frameOf({ ...rates, state: state('disconnected') }), 0)).toBeNaN();
  });

  it('take a lane without a flow for refused, and an unknown state for idle', () => {
    expect(flowState(frameOf({}), undefined)).toBe('refused');
    expect(flowState(frameOf({ state: 99 }), 0)).toBe('idle');
  });

  it('let the worst of several states speak for all', () => {
    expect(worstState(['flowing', 'losing', 'blocked'])).toBe('losing');
    expect(worstState([])).toBe('idle');
  });

  it('move faster with each tenfold rate, by the same step, and stand still at nothing', () => {
    const step = dashSpeed(10_000) - dashSpeed(1_000);
    expect(dashSpeed(100_000) - dashSpeed(10_000)).toBeCloseTo(step, 1);
    expect([dashSpeed(0), dashSpeed(Number.NaN), dashSpeed(-1)]).toEqual([0, 0, 0]);
  });

  it('give a tank without a mark a scale in steps that what it held fits into', () => {
    expect([openScale(0), openScale(95), openScale(1_000), openScale(4_600), openScale(Number.NaN)]).toEqual([
      100, 200, 2_000, 10_000, 100,
    ]);
  });

  it('fill a tank to its mark, over it when the mark was lowered, and never beyond the rim', () => {
    expect(levelOf(500, 1_000)).toBe(0.5);
    expect(levelOf(1_100, 1_000)).toBe(1.1);
    expect(levelOf(1e9, 1_000)).toBeCloseTo(1 / 0.78);
    expect([levelOf(Number.NaN, 1_000), levelOf(5, 0)]).toEqual([0, 0]);
  });
});
