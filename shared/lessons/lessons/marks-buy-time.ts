import { count, duration } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, type RunRecord } from '../run-record.ts';
import { twinFeeds } from '../twin-feeds.ts';

const small = (run: RunRecord) => flowOf(run, 'feed-a-small');
const large = (run: RunRecord) => flowOf(run, 'feed-b-large');

export const marksBuyTime: Lesson = {
  id: 'marks-buy-time',
  chapter: 'publish',
  title: 'A higher mark',
  question:
    'Two feeds send the same to two equally slow subscribers. large may hold ten times as many messages as small. When does large lose its first message?',
  prediction: {
    kind: 'slider',
    label: 'First loss on the way to large',
    unit: 'ms',
    min: 200,
    max: 20_000,
    scale: 'log',
    close: { share: 0.35, amount: 200 },
  },
  scenario: labScenario({
    ...twinFeeds(10_000),
    name: 'Lesson: a higher mark',
    description:
      'Two subscribers read 500 of 5,000 messages a second. One has a mark of 1,000, the other of 10,000. The kernel’s buffers are kept small.',
    seconds: 6,
  }),
  watch: 'feed-b-large',
  answer: (run) => large(run).firstLossAtMs ?? undefined,
  reveal: (run) => {
    const [short, long] = [small(run), large(run)];
    if (short.firstLossAtMs === null || long.firstLossAtMs === null)
      return 'The run was too short for both to lose something.';
    return `small lost its first message after ${duration(short.firstLossAtMs)}, large after ${duration(long.firstLossAtMs)}. From then on both lose alike. The higher mark saved ${count(short.lost - long.lost)} messages once, and the oldest message that large read had waited ${duration(long.latencyMs?.max ?? Number.NaN)}.`;
  },
  figures: (run) => [
    measured('first loss, small', small(run).firstLossAtMs, 'ms'),
    measured('first loss, large', large(run).firstLossAtMs, 'ms'),
    measured('lost, small', small(run).lost, 'messages'),
    measured('lost, large', large(run).lost, 'messages'),
    measured('oldest message read, large', large(run).latencyMs?.max, 'ms'),
  ],
  remedy: {
    sentence: 'Let both subscribers read as fast as the feeds send: 0.1 ms for each message.',
    set: { 'sockets.small.consume.serviceMs': 0.1, 'sockets.large.consume.serviceMs': 0.1 },
    compare: (before, after) =>
      `With the higher mark large still lost ${count(large(before).lost)} messages. Reading faster, small with its low mark lost ${count(small(after).lost)} and large ${count(large(after).lost)}.`,
  },
  why: 'A mark buys time: what fits into the queues, divided by the rate in minus the rate out. It buys no throughput, and all that waits makes what is read older.',
  references: [references.setsockopt, references.guidePatterns],
};
