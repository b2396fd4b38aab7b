import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missedBeforeJoin } from '../../../../../electron/engine/memory/missed.ts';
import { type LossyPublisher, playPublisher } from './lossy-publisher.ts';

const acts = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      act: fc.constant('publish' as const),
      fate: fc.constantFrom('arrives', 'lost'),
      times: fc.integer({ min: 1, max: 15 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ act: fc.constant('take' as const), count: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('connect' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('reopen' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('mark' as const), fate: fc.constantFrom('arrives', 'lost') }) },
);
type Act = typeof acts extends fc.Arbitrary<infer T> ? T : never;

function play(publisher: LossyPublisher, act: Act): void {
  if (act.act === 'publish')
    for (let left = act.times; left > 0; left -= 1) publisher.publish(act.fate as 'arrives' | 'lost');
  else if (act.act === 'take') publisher.take(act.count);
  else if (act.act === 'mark') publisher.mark(act.fate as 'arrives' | 'lost');
  else publisher[act.act]();
}

const flowOf = ({ memory, plan }: LossyPublisher) => {
  const [flow] = plan.flows;
  const streams = flow?.streams ?? [];
  return {
    sent: streams.reduce((sum, stream) => sum + memory.sent(stream), 0),
    delivered: memory.flow(0, 'delivered'),
    lost: memory.flow(0, 'lost'),
    missed: memory.flow(0, 'missed'),
    closedAt: memory.flow(0, 'closedAt'),
    disorder: memory.flow(0, 'disorder'),
    foreign: memory.counter(1, 'foreign'),
  };
};

/** What the run's books say is owed, while it goes on: never less than what has come or is lost. */
function owed({ memory, plan }: LossyPublisher): number {
  const offered = (plan.flows[0]?.streams ?? []).reduce((sum, stream) => sum + memory.sent(stream), 0);
  return offered - missedBeforeJoin(memory, 0, offered) - memory.flow(0, 'delivered') - memory.flow(0, 'lost');
}

const subscriptions = fc.constantFrom(
  { topics: [''], subscribe: [''] },
  { topics: ['a', 'b', 'c'], subscribe: [''] },
  { topics: ['a', 'b', 'c'], subscribe: ['b'] },
  { topics: ['a', 'ab', 'b', 'abc'], subscribe: ['ab', 'b'] },
);

describe('createReceiver', () => {
  it('closes the ledger over random drops, filters, late joins and restarts of either end: sent = delivered + lost + missed', () => {
    fc.assert(
      fc.property(subscriptions, fc.array(acts, { maxLength: 80 }), ({ topics, subscribe }, story) => {
        const publisher = playPublisher(topics, subscribe);
        for (const act of story) {
          play(publisher, act);
          expect(owed(publisher)).toBeGreaterThanOrEqual(0);
        }
        publisher.connect();
        publisher.mark('arrives');
        publisher.take(Number.POSITIVE_INFINITY);
        const flow = flowOf(publisher);
        expect(flow.delivered + flow.lost + flow.missed).toBe(flow.sent);
        expect(flow.delivered).toBe(publisher.truth.delivered);
        expect(flow.lost).toBe(publisher.truth.gapCount);
        expect(flow).toMatchObject({ closedAt: flow.sent, disorder: 0, foreign: 0 });
      }),
      { numRuns: 300 },
    );
  });

  it('counts every loss after the first message heard, and nothing before it, while it stays', () => {
    fc.assert(
      fc.property(
        subscriptions,
        fc.nat(50),
        fc.array(fc.constantFrom('arrives', 'lost'), { maxLength: 200 }),
        ({ topics, subscribe }, early, fates) => {
          const publisher = playPublisher(topics, subscribe);
          for (let left = early; left > 0; left -= 1) publisher.publish('arrives');
          publisher.connect();
          for (const fate of fates) publisher.publish(fate as 'arrives' | 'lost');
          publisher.mark('arrives');
          publisher.take(Number.POSITIVE_INFINITY);
          if (publisher.truth.delivered > 0) expect(flowOf(publisher).lost).toBe(publisher.truth.lostAfterFirst);
        },
      ),
    );
  });

  it('sees no gap where a subscription filters', () => {
    const publisher = playPublisher(['a', 'b'], ['a']);
    publisher.connect();
    for (let left = 100; left > 0; left -= 1) publisher.publish('arrives');
    publisher.take(100);
    expect(flowOf(publisher)).toMatchObject({ sent: 50, delivered: 50, lost: 0 });
  });

  it('is not closed by a marker that something was sent after', () => {
    const publisher = playPublisher(['a', 'b'], ['']);
    publisher.connect();
    publisher.publish('arrives');
    publisher.mark('arrives');
    publisher.publish('arrives');
    publisher.take(10);
    expect(flowOf(publisher).closedAt).toBe(-1);
    publisher.mark('arrives');
    publisher.take(10);
    expect(flowOf(publisher)).toMatchObject({ closedAt: 2, delivered: 2, lost: 0, missed: 0 });
  });

  it('books what a restart took as lost, and what was published while it was away as missed', () => {
    const publisher = playPublisher([''], ['']);
    publisher.connect();
    for (let left = 10; left > 0; left -= 1) publisher.publish('arrives');
    publisher.take(4);
    publisher.restart();
    for (let left = 5; left > 0; left -= 1) publisher.publish('arrives');
    publisher.connect();
    for (let left = 3; left > 0; left -= 1) publisher.publish('arrives');
    publisher.take(10);
    expect(flowOf(publisher)).toMatchObject({ sent: 18, delivered: 7, lost: 6, missed: 5 });
  });

  it.each([[['']], [['a', 'b', 'c']]])(
    'tells what a publisher took with it from what it published unheard when it was opened again, topics %j',
    (topics) => {
      const publisher = playPublisher(topics, ['']);
      const publish = (times: number, fate: 'arrives' | 'lost'): void => {
        for (let left = times; left > 0; left -= 1) publisher.publish(fate);
      };
      publisher.connect();
      publish(10, 'arrives');
      publish(4, 'lost');
      publisher.take(6);
      publisher.reopen();
      publish(8, 'arrives');
      publisher.reopen();
      publish(5, 'arrives');
      publisher.connect();
      publish(3, 'arrives');
      publish(2, 'lost');
      publish(1, 'arrives');
      publisher.mark('arrives');
      publisher.take(100);
      expect(flowOf(publisher)).toMatchObject({
        sent: 33,
        delivered: 14,
        lost: 6,
        missed: 13,
        closedAt: 33,
        disorder: 0,
      });
    },
  );

  it('counts what comes of an earlier life among the messages of the next, where the subscriber binds', () => {
    const publisher = playPublisher([''], [''], 'to');
    publisher.connect();
    for (let left = 20; left > 0; left -= 1) publisher.publish('arrives');
    publisher.take(2);
    publisher.publish('lost');
    publisher.reopen();
    publisher.publish('arrives');
    publisher.connect();
    for (let left = 10; left > 0; left -= 1) publisher.publish('arrives');
    publisher.interleave();
    publisher.take(100);
    expect(flowOf(publisher)).toMatchObject({ sent: 32, delivered: 30, lost: 0, missed: 1, disorder: 0 });
    publisher.restart();
    expect(flowOf(publisher)).toMatchObject({ sent: 32, delivered: 30, lost: 1, missed: 1 });
  });

  it('owes what a sender that is opened again had sent to a subscriber that has read nothing yet', () => {
    const publisher = playPublisher(['a', 'b'], [''], 'to');
    const publish = (times: number): void => {
      for (let left = times; left > 0; left -= 1) publisher.publish('arrives');
    };
    publisher.connect();
    publish(9);
    publisher.reopen();
    expect(owed(publisher)).toBe(9);
    publish(4);
    publisher.connect();
    publish(6);
    expect(owed(publisher)).toBe(15);
    publisher.take(12);
    expect(owed(publisher)).toBe(3);
    publisher.take(100);
    publisher.restart();
    expect(flowOf(publisher)).toMatchObject({ sent: 19, delivered: 15, lost: 0, missed: 4, disorder: 0 });
  });

  it.each([1, 0])('is owed all since the handshake where only the newest message is kept (%i of them read)', (read) => {
    const publisher = playPublisher(['a', 'b', 'c'], [''], 'from', { conflate: true });
    publisher.publish('arrives');
    publisher.connect();
    for (let left = 20; left > 0; left -= 1) publisher.publish('lost');
    if (read === 1) publisher.publish('arrives');
    publisher.mark('arrives');
    publisher.take(100);
    expect(flowOf(publisher)).toMatchObject({ sent: 21 + read, delivered: read, lost: 20, missed: 1 });
  });

  it.each(['from', 'to'] as const)(
    'is owed nothing that was sent before its subscription went out (bound at "%s")',
    (bind) => {
      const publisher = playPublisher([''], [''], bind);
      publisher.memory.setKnob(1, 'reading', 0);
      publisher.connect();
      publisher.publish('arrives');
      // One that connects has subscribed by that.
      expect(owed(publisher)).toBe(bind === 'from' ? 1 : 0);
      publisher.reopen();
      publisher.connect();
      publisher.publish('lost');
      expect(owed(publisher)).toBe(bind === 'from' ? 1 : 0);
    },
  );

  it('leaves the latency of a short life behind, and goes on with it after a restart', () => {
    const publisher = playPublisher([''], ['']);
    const latencies = (): number => publisher.memory.flow(0, 'totalCount');
    publisher.connect();
    for (let left = 3; left > 0; left -= 1) publisher.publish('arrives');
    publisher.take(3);
    publisher.restart();
    expect(latencies()).toBe(3);
    publisher.connect();
    for (let left = 4; left > 0; left -= 1) publisher.publish('arrives');
    publisher.take(4);
    publisher.restart();
    expect(latencies()).toBe(7);
  });
});
