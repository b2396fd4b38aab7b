import { describe, expect, it } from 'vitest';
import { flowStateIndex, flowStateOf, type StateInput } from '../../../../../electron/engine/ledger/flow-state.ts';
import { type FlowFigures, flowFields, flowStates } from '../../../../../shared/telemetry/fields.ts';

const stateOf = (figures: Partial<FlowFigures>, more: Partial<Omit<StateInput, 'figures'>> = {}): string =>
  flowStateOf({
    figures: {
      ...(Object.fromEntries(flowFields.map((field) => [field, 0])) as FlowFigures),
      capacity: 2_000,
      ...figures,
    },
    connected: true,
    refused: false,
    queuedBefore: 0,
    ...more,
  });

describe('flowStateOf', () => {
  it('tells the worst that is true', () => {
    const all = { lostPerSecond: 100, blockedShare: 1, queued: 1_900, sentPerSecond: 5 };
    expect(stateOf(all, { refused: true, connected: false })).toBe('refused');
    expect(stateOf(all, { connected: false })).toBe('disconnected');
    expect(stateOf(all)).toBe('losing');
    expect(stateOf({ ...all, lostPerSecond: 0 })).toBe('blocked');
    expect(stateOf({ ...all, lostPerSecond: 0, blockedShare: 0 })).toBe('filling');
    expect(stateOf({ sentPerSecond: 5 })).toBe('flowing');
    expect(stateOf({})).toBe('idle');
  });

  it('does not call the handful of messages of a healthy flow a filling queue', () => {
    expect(stateOf({ sentPerSecond: 5_000, deliveredPerSecond: 5_000, queued: 40 })).toBe('flowing');
    expect(stateOf({ sentPerSecond: 5_000, queued: 180 }, { queuedBefore: 180 })).toBe('flowing');
  });

  it('judges a flow without a limit too', () => {
    expect(stateOf({ queued: 50_000, capacity: Number.POSITIVE_INFINITY, sentPerSecond: 1 })).toBe('filling');
  });

  it('has an index in the frame for every state', () => {
    expect(flowStates.map(flowStateIndex)).toEqual(flowStates.map((_, index) => index));
  });
});
