import { describe, expect, it } from 'vitest';
import { busySender } from '../../../../shared/lessons/lessons/busy-sender.ts';
import { lateJoiner } from '../../../../shared/lessons/lessons/late-joiner.ts';
import { lingerAtClose } from '../../../../shared/lessons/lessons/linger.ts';
import { pushWaits } from '../../../../shared/lessons/lessons/push-waits.ts';
import { slowSubscriber } from '../../../../shared/lessons/lessons/slow-subscriber.ts';
import { findMyth } from '../../../../shared/lessons/myths.ts';
import { outcomeOf, remedyOutcome, verdictOfRun } from '../../../../shared/lessons/outcome.ts';
import { tooSlow } from '../../../../shared/lessons/pace.ts';
import { recordOf } from './record-of.ts';

/** Six seconds of 5,000 a second; what came of them on a machine that offered so many. */
const slow = (offered: number, delivered = 5000) =>
  recordOf(slowSubscriber.scenario, {
    flows: { 'feed-slow': { sent: offered, delivered, lost: offered - delivered, firstLossAtMs: 500 } },
    sockets: { feed: { offered, accepted: offered } },
  });

describe('a machine that is too slow', () => {
  it('gives no answer, and says which socket could not do its part', () => {
    expect(outcomeOf(slowSubscriber, slow(12_000))).toEqual({
      told: false,
      why: 'This machine was too slow to tell: feed came to 12,000 messages where 30,000 were due. Close what else keeps it busy, then run it again.',
    });
    expect(outcomeOf(slowSubscriber, slow(29_950))).toMatchObject({ told: true });
  });

  it('is not one whose producer had to wait, since libzmq made it', () => {
    const run = (offered: number, blockedMs: number) =>
      recordOf(pushWaits.scenario, {
        flows: { 'source-worker': { sent: offered, delivered: offered, peakQueued: 2200 } },
        sockets: { source: { offered, accepted: offered, blockedMs } },
      });
    expect(outcomeOf(pushWaits, run(5200, 5000))).toEqual({ told: true, answer: 'waits' });
    expect(tooSlow(run(5200, 200))).toContain('source came to 5,200 messages where 29,000 were due');
  });

  it('is one whose reader leaves its queue standing and reads less than its service time allows', () => {
    const run = (read: number, queued: number) =>
      recordOf(slowSubscriber.scenario, {
        flows: { 'feed-slow': { from: 'feed', to: 'slow', sent: 30_000, delivered: 2 * read, lost: 9 } },
        sockets: { feed: { offered: 30_000 } },
        looks: { 'feed-slow': { half: { delivered: read, queued }, last: { delivered: 2 * read, queued } } },
      });
    expect(tooSlow(run(1450, 2000))).toBeUndefined();
    expect(tooSlow(run(600, 2000))).toContain('slow read 200 messages a second where 488 were to be expected');
    expect(tooSlow(run(600, 3)), 'nothing more was there to be read').toBeUndefined();
  });

  it('counts only the time that a producer had: from its start, to its close, up to its count', () => {
    const source = (offered: number) => ({ sockets: { source: { offered, accepted: offered } } });
    expect(tooSlow(recordOf(lingerAtClose.scenario, source(10_000)))).toBeUndefined();
    expect(tooSlow(recordOf(lingerAtClose.scenario, source(6000)))).toContain('6,000 messages where 10,000 were due');
    const later = {
      ...lateJoiner.scenario,
      sockets: lateJoiner.scenario.sockets.map((socket) =>
        socket.produce === undefined ? socket : { ...socket, produce: { ...socket.produce, startAtMs: 2000 } },
      ),
    };
    expect(tooSlow(recordOf(later, { sockets: { feed: { offered: 2990 } } }))).toBeUndefined();
    expect(tooSlow(recordOf(lateJoiner.scenario, { sockets: { feed: { offered: 2990 } } }))).toBeDefined();
  });

  it('is not one whose reader has nothing to read after its sender was closed', () => {
    const gone = { delivered: 2300, queued: 7700 };
    const run = recordOf(lingerAtClose.scenario, {
      flows: { 'source-worker': { from: 'source', to: 'worker', sent: 10_000, delivered: 2300, lost: 7700 } },
      sockets: { source: { offered: 10_000, accepted: 10_000 } },
      looks: { 'source-worker': { half: gone, last: gone } },
    });
    expect(outcomeOf(lingerAtClose, run)).toEqual({ told: true, answer: 2300 });
  });

  it('does not say what a remedy did', () => {
    const [whole, half] = [slow(30_000), slow(9000)];
    expect(remedyOutcome(slowSubscriber, whole, half)).toMatchObject({ told: false, why: tooSlow(half) });
    expect(remedyOutcome(slowSubscriber, half, whole)).toMatchObject({ told: false, why: tooSlow(half) });
    expect(remedyOutcome(slowSubscriber, whole, whole)).toMatchObject({ told: true });
  });

  it('is not one whose sender is asked for more than any machine can send; but its remedy has to be kept', () => {
    const run = (offered: number) =>
      recordOf(busySender.scenario, {
        flows: { 'feed-screen': { sent: offered / 100, delivered: offered / 100 } },
        sockets: { feed: { offered, accepted: offered, cpu: 1 } },
      });
    expect(outcomeOf(busySender, run(8_000_000))).toEqual({ told: true, answer: 'unsent' });
    expect(remedyOutcome(busySender, run(8_000_000), run(50_000_000))).toMatchObject({ told: true });
    expect(remedyOutcome(busySender, run(8_000_000), run(8_000_000))).toMatchObject({ told: false });
    expect(tooSlow(run(8_000_000), 'screen'), 'another socket').toContain('feed came to 8,000,000 messages');
  });

  it('leaves a claim open that its run would have confirmed', () => {
    const experiment = findMyth('guaranteed-delivery')?.experiment;
    if (experiment?.kind !== 'run') throw new Error('expected an experiment with a run');
    const given = (offered: number) => ({
      flows: { 'source-doomed': { sent: offered, lost: 9 }, 'desk-deaf': { sent: offered } },
      sockets: { source: { offered }, desk: { offered } },
    });
    expect(verdictOfRun(experiment, recordOf(experiment.scenario, given(3000))).verdict).toBe('confirmed');
    const open = verdictOfRun(experiment, recordOf(experiment.scenario, given(300)));
    expect(open).toMatchObject({ verdict: 'not shown', sentence: expect.stringContaining('too slow to tell') });
    expect(open.figures.length).toBeGreaterThan(0);
  });
});

describe('a run that did not get far enough', () => {
  it('is told apart from an answer', () => {
    const run = recordOf(lateJoiner.scenario, { sockets: { feed: { offered: 5000 } } });
    expect(outcomeOf(lateJoiner, run)).toEqual({
      told: false,
      why: 'This run did not get far enough to answer the question. Run it again.',
    });
  });
});
