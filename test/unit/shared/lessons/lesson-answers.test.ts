import { describe, expect, it } from 'vitest';
import { writeQuantity } from '../../../../shared/lessons/figure.ts';
import { busySender } from '../../../../shared/lessons/lessons/busy-sender.ts';
import { deadWorker } from '../../../../shared/lessons/lessons/dead-worker.ts';
import { fourBuffers } from '../../../../shared/lessons/lessons/four-buffers.ts';
import { lateJoiner } from '../../../../shared/lessons/lessons/late-joiner.ts';
import { lostReply } from '../../../../shared/lessons/lessons/lost-reply.ts';
import { manyPolicies } from '../../../../shared/lessons/lessons/many-policies.ts';
import { marksBuyTime } from '../../../../shared/lessons/lessons/marks-buy-time.ts';
import { noDrop } from '../../../../shared/lessons/lessons/no-drop.ts';
import { oneName } from '../../../../shared/lessons/lessons/one-name.ts';
import { oneQueueInproc } from '../../../../shared/lessons/lessons/one-queue-inproc.ts';
import { pushWaits } from '../../../../shared/lessons/lessons/push-waits.ts';
import { routerToNobody } from '../../../../shared/lessons/lessons/router-to-nobody.ts';
import { slowSubscriber } from '../../../../shared/lessons/lessons/slow-subscriber.ts';
import { stolenPath } from '../../../../shared/lessons/lessons/stolen-path.ts';
import { thinLink } from '../../../../shared/lessons/lessons/thin-link.ts';
import { tooLarge } from '../../../../shared/lessons/lessons/too-large.ts';
import { wrongFilter } from '../../../../shared/lessons/lessons/wrong-filter.ts';
import { wrongKey } from '../../../../shared/lessons/lessons/wrong-key.ts';
import { wrongType } from '../../../../shared/lessons/lessons/wrong-type.ts';
import { recordOf } from './record-of.ts';

const latencyMs = (p50: number) => ({ p50, p95: p50, p99: p50, max: p50 });

describe('what a run answers', () => {
  it('says that PUSH waits, loses or is refused, as the run had it', () => {
    const answer = (lost: number, refused: number, blockedMs: number) =>
      pushWaits.answer(
        recordOf(pushWaits.scenario, {
          flows: { 'source-worker': { sent: 10, lost } },
          sockets: { source: { refused, blockedMs } },
        }),
      );
    expect(answer(0, 0, 4000)).toBe('waits');
    expect(answer(3, 0, 4000)).toBe('loses');
    expect(answer(0, 5, 0)).toBe('errors');
    expect(answer(0, 0, 0)).toBeUndefined();
  });

  it('takes the share that arrived from the ledger', () => {
    const run = recordOf(slowSubscriber.scenario, {
      flows: { 'feed-slow': { sent: 30_000, delivered: 7_500, lost: 22_500, firstLossAtMs: 1005 } },
    });
    expect(slowSubscriber.answer(run)).toBe(25);
    expect(slowSubscriber.reveal(run)).toBe(
      'feed published 30,000 messages without one error. 7,500 arrived, 25 %. The other 22,500 were thrown away at feed itself, the first after 1.01 s, when its queue to slow was full.',
    );
  });

  it('admits it when the slow subscriber lost nothing after all', () => {
    const run = recordOf(slowSubscriber.scenario, { flows: { 'feed-slow': { sent: 100, delivered: 100 } } });
    expect(slowSubscriber.reveal(run)).toBe('Nothing was lost this time: all 100 messages fitted.');
  });

  it('counts what was accepted while nobody read, not what went in afterwards', () => {
    const accepted = (sent: number) =>
      recordOf(oneQueueInproc.scenario, {
        flows: { 'source-worker': { sent: sent + 1, delivered: sent + 1 } },
        sockets: { source: { blockedMs: 2800 } },
        looks: { 'source-worker': { last: { sent } } },
      });
    expect(oneQueueInproc.answer(accepted(30))).toBe('30');
    expect(oneQueueInproc.answer(accepted(31))).toBe('more');
    expect(oneQueueInproc.answer(recordOf(oneQueueInproc.scenario))).toBeUndefined();
    const underway = recordOf(oneQueueInproc.scenario, { looks: { 'source-worker': { last: { sent: 12 } } } });
    expect(oneQueueInproc.answer(underway)).toBeUndefined();
  });

  it('shows the four buffers, and says so where the kernel does not tell', () => {
    const buffers = { sent: 2994, sendQueue: 10, kernelSend: 2850, kernelReceive: 124, receiveQueue: 10 };
    const sockets = { source: { blockedMs: 3500 } };
    const run = recordOf(fourBuffers.scenario, { sockets, looks: { 'source-worker': { last: buffers } } });
    expect(fourBuffers.answer(run)).toBe(2994);
    const roomLeft = recordOf(fourBuffers.scenario, { looks: { 'source-worker': { last: buffers } } });
    expect(fourBuffers.answer(roomLeft)).toBeUndefined();
    expect(fourBuffers.reveal(run)).toContain('alone held 2,974 of them');
    const blind = recordOf(fourBuffers.scenario, {
      looks: { 'source-worker': { last: { ...buffers, kernelSend: Number.NaN } } },
    });
    expect(fourBuffers.reveal(blind)).toContain('does not tell');
  });

  it('needs both losses to compare marks', () => {
    const run = (firstLossAtMs: number | null) =>
      recordOf(marksBuyTime.scenario, {
        flows: {
          'feed-a-small': { firstLossAtMs: 1000, lost: 22_000 },
          'feed-b-large': { firstLossAtMs, lost: 15_000, latencyMs: latencyMs(5000) },
        },
      });
    expect(marksBuyTime.answer(run(2900))).toBe(2900);
    expect(marksBuyTime.reveal(run(2900))).toContain('saved 7,000 messages once');
    expect(marksBuyTime.answer(run(null))).toBeUndefined();
  });

  it('takes the rate of the quick one from the second half, when the queues are full', () => {
    const run = recordOf(noDrop.scenario, {
      looks: { 'feed-quick': { half: { delivered: 1500 }, last: { delivered: 2100 } } },
    });
    expect(noDrop.answer(run)).toBe(200);
  });

  it('counts what was missed before joining only for a subscriber that joined', () => {
    const run = (delivered: number) =>
      recordOf(lateJoiner.scenario, { flows: { 'feed-late': { delivered, missedBeforeJoin: 1005 } } });
    expect(lateJoiner.answer(run(3994))).toBe(1005);
    expect(lateJoiner.answer(run(0))).toBeUndefined();
  });

  it('tells all, half and none of a filter apart', () => {
    const answer = (received: number) =>
      wrongFilter.answer(
        recordOf(wrongFilter.scenario, { sockets: { feed: { accepted: 4000 }, reader: { received } } }),
      );
    expect([answer(0), answer(2001), answer(4000)]).toEqual(['none', 'half', 'all']);
  });

  it('counts what two workers lost together', () => {
    const run = recordOf(deadWorker.scenario, {
      flows: { 'source-doomed': { sent: 1500, lost: 1000 }, 'source-steady': { lost: 20 } },
    });
    expect(deadWorker.answer(run)).toBe(1020);
  });

  it('calls a client stuck that asks nothing in the second half', () => {
    const answer = (half: number, last: number) =>
      lostReply.answer(
        recordOf(lostReply.scenario, {
          sockets: { client: { accepted: last } },
          looks: { 'client-server': { half: { sent: half }, last: { sent: last } } },
        }),
      );
    expect(answer(15, 15)).toBe('stuck');
    expect(answer(15, 40)).toBe('goes-on');
  });

  it('sees where the messages for nobody went', () => {
    const answer = (refused: number, unroutable: number | undefined) =>
      routerToNobody.answer(
        recordOf(routerToNobody.scenario, { sockets: { desk: { offered: 100, refused, unroutable } } }),
      );
    expect([answer(0, 50), answer(50, undefined), answer(0, undefined)]).toEqual(['gone', 'error', 'wait']);
  });

  it('sees on which side of a thin link messages wait', () => {
    const answer = (receiveQueue: number, lost = 0, blockedMs = 3000) =>
      thinLink.answer(
        recordOf(thinLink.scenario, {
          flows: { 'north-quick': { sent: 1000, lost } },
          sockets: { north: { blockedMs } },
          looks: { 'north-quick': { last: { queued: 500, receiveQueue } } },
        }),
      );
    expect([answer(10), answer(400), answer(10, 1)]).toEqual(['sender', 'receiver', 'lost']);
    expect(answer(10, 0, 0)).toBeUndefined();
  });

  it('hears whom a router hears of two with one name', () => {
    const answer = (first: number, second: number, sent = 100) =>
      oneName.answer(
        recordOf(oneName.scenario, {
          flows: { 'first-desk': { delivered: first }, 'second-desk': { delivered: second } },
          sockets: { first: { accepted: sent }, second: { accepted: sent } },
        }),
      );
    expect([answer(9, 0), answer(0, 9), answer(9, 9)]).toEqual(['first', 'second', 'both']);
    expect([answer(0, 0), answer(9, 0, 0)]).toEqual([undefined, undefined]);
  });

  it('sees whom a client reaches that comes after its path was taken', () => {
    const heard = (late: number) => ({ half: { delivered: 200 }, last: { delivered: 200 + late } });
    const run = (first: number, second: number, received = 200) =>
      recordOf(stolenPath.scenario, {
        sockets: { first: { received } },
        looks: { 'client-first': heard(first), 'client-second': heard(second) },
      });
    const answers = [run(0, 500), run(500, 0), run(250, 250), run(0, 0)].map((record) => stolenPath.answer(record));
    expect(answers).toEqual(['second', 'first', 'both', 'nobody']);
    expect(stolenPath.answer(run(0, 500, 0)), 'first never had the path').toBeUndefined();
    const stopped = recordOf(stolenPath.scenario, { sockets: { first: { received: 200 } } });
    expect(stolenPath.answer(stopped), 'nobody looked').toBeUndefined();
    const failed = { socket: 'second', event: 'bind:error', endpoint: '', detail: '', atMs: 800 };
    const refused = recordOf(stolenPath.scenario, { events: [failed] });
    expect(stolenPath.figures(refused).find(({ label }) => label === 'failed binds')?.value).toBe(1);
  });

  it('sees what becomes of messages to a type that cannot take them', () => {
    const event = (name: string) => ({ socket: 'source', event: name, endpoint: '', detail: '', atMs: 5 });
    const answer = (
      source: { offered: number; accepted: number; refused?: number },
      names: readonly string[] = ['connect', 'disconnect'],
      delivered = 0,
    ) =>
      wrongType.answer(
        recordOf(wrongType.scenario, {
          flows: { 'source-reader': { delivered } },
          sockets: { source },
          events: names.map(event),
        }),
      );
    const accepted = { offered: 1000, accepted: 1000 };
    expect(answer(accepted)).toBe('silent');
    expect(answer({ offered: 1, accepted: 1 })).toBe('silent');
    expect(answer({ offered: 9, accepted: 0, refused: 9 })).toBe('error');
    expect(answer(accepted, ['connect', 'handshake'], 1000)).toBe('arrives');
    expect(answer(accepted, []), 'nobody was there').toBeUndefined();
    expect(answer(accepted, ['connect', 'handshake']), 'they can talk').toBeUndefined();
  });

  it('finds the larger part of what a reader misses: unsent, lost or waiting', () => {
    const run = (offered: number, cpu: number, lost = 0, peakQueued = 0) =>
      recordOf(busySender.scenario, {
        flows: { 'feed-screen': { sent: offered / 100, lost, peakQueued } },
        sockets: { feed: { offered, accepted: offered, cpu } },
      });
    const answer = (...given: Parameters<typeof run>) => busySender.answer(run(...given));
    expect(answer(8_000_000, 0.99)).toBe('unsent');
    expect(answer(8_000_000, 0.99, 60_000, 900)).toBe('unsent');
    expect(answer(49_900_000, 0.99, 60_000)).toBe('lost');
    expect(answer(49_900_000, 0.99, 0, 60_000)).toBe('waits');
    expect(answer(8_000_000, 0.4), 'its thread had time left').toBeUndefined();
    expect(answer(50_000_000, 0.9), 'it could').toBeUndefined();
    expect(busySender.reveal(run(8_000_000, 0.987, 3, 41))).toContain(
      'feed sent 8,000,000 messages of 50,000,000 that were due: its thread was busy 99 % of the time.',
    );
  });

  it('sees what a message above the limit does', () => {
    const disconnect = { socket: 'worker', event: 'disconnect', endpoint: '', detail: '', count: 7 };
    const answer = (given: Parameters<typeof recordOf>[1], atMs = 500) =>
      tooLarge.answer(
        recordOf(tooLarge.scenario, {
          sockets: { source: { offered: 100 } },
          events: [{ ...disconnect, atMs }],
          ...given,
        }),
      );
    expect(answer({})).toBe('breaks');
    expect(answer({}, 4200), 'only the close at the end').toBe('waits');
    expect(answer({ flows: { 'source-worker': { delivered: 3 } } })).toBe('cut');
    expect(answer({ sockets: { source: { offered: 100, refused: 100 } } })).toBe('error');
  });

  it('tells how a send shows that the key is wrong', () => {
    const answer = (refused: number, blockedMs: number, delivered = 0) =>
      wrongKey.answer(
        recordOf(wrongKey.scenario, {
          flows: { 'source-vault': { delivered } },
          sockets: { source: { offered: 100, refused, blockedMs } },
        }),
      );
    expect([answer(0, 3500), answer(9, 0), answer(0, 0)]).toEqual(['waits', 'error', 'loses']);
    expect(answer(0, 3500, 1), 'the key was right').toBeUndefined();
  });

  it('takes the freshest of five policies, and shows all five', () => {
    const run = recordOf(manyPolicies.scenario, {
      flows: {
        'pub-pub-in': { latencyMs: latencyMs(3000), lost: 5400 },
        'push-push-in': { latencyMs: latencyMs(2900) },
        'conflate-conflate-in': { latencyMs: latencyMs(0.8), lost: 13_368 },
      },
    });
    expect(manyPolicies.answer(run)).toBe('conflate');
    expect(manyPolicies.table?.rows(run)).toHaveLength(5);
    for (const { figures } of manyPolicies.table?.rows(run) ?? [])
      expect(figures.map(({ label }) => label)).toEqual(manyPolicies.table?.columns);
  });
});

describe('a figure in words', () => {
  it('has its unit', () => {
    expect(writeQuantity(1, 'messages')).toBe('1 message');
    expect(writeQuantity(22_480, 'messages')).toBe('22,480 messages');
    expect(writeQuantity(2588, 'ms')).toBe('2.59 s');
    expect(writeQuantity(24.97, 'percent')).toBe('25 %');
    expect(writeQuantity(180.2, 'per-second')).toBe('180/s');
    expect(writeQuantity(21_767_168, 'bytes')).toBe('21.8 MB');
    expect(writeQuantity(16, 'count')).toBe('16');
  });

  it('is none where there is none', () => {
    expect(writeQuantity(undefined, 'ms')).toBe('none');
    expect(writeQuantity(Number.NaN, 'messages')).toBe('none');
  });
});
