import { count, rate } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, type RunRecord, socketOf, steadyRate } from '../run-record.ts';

const subscriber = (id: string, serviceMs: number) => ({
  id,
  type: 'sub',
  subscribe: ['prices'],
  options: { receiveHighWaterMark: 50, receiveBufferSize: 65_536 },
  consume: { serviceMs },
});

const scenario = labScenario({
  name: 'Lesson: one slow stops all',
  description: 'feed has noDrop and wants to publish 2,000 messages a second. quick can take them, slow takes 200.',
  seconds: 6,
  sockets: [
    {
      id: 'feed',
      type: 'xpub',
      options: { noDrop: true, sendHighWaterMark: 50, sendBufferSize: 65_536 },
      produce: { rate: 2000, size: 1024, topic: 'prices' },
    },
    subscriber('quick', 0),
    subscriber('slow', 5),
  ],
  links: [
    { from: 'feed', to: 'quick' },
    { from: 'feed', to: 'slow' },
  ],
});

const quickRate = (run: RunRecord): number => steadyRate(run, 'feed-quick', 'delivered');
const slow = (run: RunRecord) => flowOf(run, 'feed-slow');

export const noDrop: Lesson = {
  id: 'no-drop',
  chapter: 'publish',
  title: 'One slow stops all',
  question:
    'With noDrop, feed may not lose anything. slow takes 200 messages a second, quick could take all 2,000. How many a second does quick get once the queues to slow are full?',
  prediction: {
    kind: 'slider',
    label: 'What quick gets',
    unit: 'per-second',
    min: 0,
    max: 2000,
    scale: 'linear',
    close: { share: 0.35, amount: 60 },
  },
  scenario,
  watch: 'feed-quick',
  answer: (run) => (Number.isFinite(quickRate(run)) ? quickRate(run) : undefined),
  reveal: (run) =>
    `quick got ${rate(quickRate(run))} in the end, and slow ${rate(steadyRate(run, 'feed-slow', 'delivered'))}. feed was refused ${count(socketOf(run, 'feed').refused)} times (EAGAIN), and lost ${count(slow(run).lost)} messages.`,
  figures: (run) => [
    measured('quick gets', quickRate(run), 'per-second'),
    measured('slow gets', steadyRate(run, 'feed-slow', 'delivered'), 'per-second'),
    measured('refused at feed', socketOf(run, 'feed').refused, 'messages'),
    measured('lost on the way to quick', flowOf(run, 'feed-quick').lost, 'messages'),
    measured('lost on the way to slow', slow(run).lost, 'messages'),
  ],
  remedy: {
    sentence: 'Take noDrop away again.',
    set: { 'sockets.feed.options.noDrop': false },
    compare: (before, after) =>
      `quick got ${rate(quickRate(before))} with noDrop and gets ${rate(quickRate(after))} without. Now ${count(slow(after).lost)} messages for slow are lost, and ${count(flowOf(after, 'feed-quick').lost)} for quick.`,
  },
  why: 'A publisher sends to all subscribers or, with noDrop, to none: as long as one queue is full, sending fails for everybody. Dropping is what keeps the slow ones from holding up the rest.',
  references: [references.setsockopt, references.guidePubSub],
};
