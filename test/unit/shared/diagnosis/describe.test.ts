import { describe, expect, test } from 'vitest';
import { describeNow } from '../../../../shared/diagnosis/describe.ts';
import type { FlowState } from '../../../../shared/telemetry/fields.ts';
import { failure, link, pair, produce, scenario, socket, stateIndex, telemetry } from './build-telemetry.ts';
import { simulate } from './simulate-run.ts';

const start = pair('pub', { produce: { rate: 5000 }, consume: { serviceMs: 2 } });
const showing = (state: FlowState, figures: object = {}, sockets: object = {}) =>
  describeNow(
    telemetry(
      start,
      {},
      {
        flows: { 'feed-slow': { state: stateIndex(state), sentPerSecond: 5000, deliveredPerSecond: 500, ...figures } },
        sockets: { feed: sockets },
      },
    ),
  );

describe('while it runs', () => {
  test('losing', () => {
    const now = showing('losing', { queued: 4500, capacity: 4500, lostPerSecond: 4500 });
    expect(now.state).toBe('losing');
    expect(now.sentence).toBe(
      'slow: 5,000 msg/s offered, 500 served; the queue is full; 4,500 msg/s are lost at feed.',
    );
  });

  test('filling, with the time until full', () => {
    const { sentence } = showing('filling', { queued: 2250, capacity: 4500 });
    expect(sentence).toBe('slow: 5,000 msg/s offered, 500 served; 2,250 of 4,500 wait; full in about 500 ms.');
  });

  test('filling without a limit', () => {
    const { sentence } = showing('filling', { queued: 2250, capacity: Number.POSITIVE_INFINITY });
    expect(sentence).toContain('no mark limits the queue');
  });

  test('blocked', () => {
    const { sentence } = showing(
      'blocked',
      { queued: 4500, blockedShare: 0.9 },
      { targetRate: 5000, acceptedPerSecond: 500 },
    );
    expect(sentence).toBe(
      'feed: 5,000 msg/s wanted, 500 accepted; the queue is full towards slow; feed stands blocked 90 % of the time.',
    );
  });

  test('recovering', () => {
    const { sentence } = showing('filling', { queued: 4000, sentPerSecond: 500, deliveredPerSecond: 2500 });
    expect(sentence).toBe('Recovering: slow: 500 msg/s offered, 2,500 served; 4,000 still wait, empty in about 2 s.');
  });

  test('flowing', () => {
    const now = showing('flowing', { deliveredPerSecond: 5000 });
    expect(now).toEqual({
      state: 'flowing',
      sentence: 'Flowing: 5,000 msg/s delivered; nothing is lost; 99 % arrive within 0.9 ms.',
    });
  });

  test.each<[FlowState, string]>([
    ['idle', 'Running: nothing flows from feed to slow now.'],
    ['disconnected', 'slow is not connected to feed, which offers 5,000 msg/s.'],
    ['refused', 'feed and slow could not agree in their handshake: nothing passes between them.'],
  ])('%s', (state, sentence) => {
    expect(showing(state)).toEqual({ state, sentence });
  });

  test('the worst flow is the one that is spoken of', () => {
    const two = scenario(
      [socket('feed', 'pub', { produce: produce() }), socket('fast', 'sub'), socket('slow', 'sub')],
      [link('feed', 'fast'), link('feed', 'slow')],
    );
    const flows = { 'feed-slow': { state: stateIndex('losing'), lostPerSecond: 10 } };
    expect(describeNow(telemetry(two, {}, { flows })).sentence).toMatch(/^slow:/);
  });
});

describe('before and after', () => {
  test('idle, starting, failed', () => {
    expect(describeNow(telemetry(start, { phase: 'idle' })).state).toBe('idle');
    expect(describeNow(telemetry(start, { phase: 'starting' })).sentence).toBe('Starting 2 sockets.');
    const failed = telemetry(start, { phase: 'failed', failures: [failure()] });
    expect(describeNow(failed).sentence).toBe('feed: bind tcp://127.0.0.1:5555 failed with EADDRINUSE.');
  });

  test('draining says what still waits', () => {
    const now = describeNow(telemetry(start, { phase: 'draining' }, { flows: { 'feed-slow': { queued: 1200 } } }));
    expect(now.sentence).toBe('Draining: producers have stopped, 1,200 still wait; the ledger closes next.');
  });

  test('ended gives the ledger with every digit', () => {
    const figures = { sent: 123_456, delivered: 120_000, lostProven: 3456 };
    const now = describeNow(telemetry(start, { phase: 'ended' }, { flows: { 'feed-slow': figures } }));
    expect(now.sentence).toBe(
      'Ended: 123,456 sent, 120,000 delivered, 3,456 lost (on the way to slow); the ledger is closed.',
    );
  });

  test('ended with an open ledger says so', () => {
    const now = describeNow(
      telemetry(start, { phase: 'ended' }, { flows: { 'feed-slow': { sent: 10, delivered: 9 } } }),
    );
    expect(now.sentence).toContain('1 not accounted for');
  });
});

test('a slow consumer is told from its first second to its end', () => {
  const run = simulate(start, {
    runMs: 6000,
    adjust: (t) => ({
      ...t,
      flows: t.flows.map((f) => ({
        ...f,
        figures: { ...f.figures, state: stateIndex(f.figures.lostPerSecond > 0 ? 'losing' : 'filling') },
      })),
    }),
  });
  const sentences = run.looks.map(({ telemetry: seen }) => describeNow(seen).sentence);
  expect(sentences.some((sentence) => sentence.includes('full in about'))).toBe(true);
  expect(sentences.some((sentence) => sentence.includes('are lost at feed'))).toBe(true);
  expect(sentences.at(-1)).toContain('the ledger is closed');
});
