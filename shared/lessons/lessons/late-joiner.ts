import { count, duration } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, type RunRecord, socketOf } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: the late joiner',
  description: 'feed publishes 1,000 messages a second from the start. late is created one second later.',
  seconds: 5,
  sockets: [
    { id: 'feed', type: 'pub', produce: { rate: 1000, size: 256, topic: 'news' } },
    { id: 'late', type: 'sub', subscribe: ['news'], consume: { serviceMs: 0 }, startAtMs: 1000 },
  ],
  links: [{ from: 'feed', to: 'late' }],
});

const flow = (run: RunRecord) => flowOf(run, 'feed-late');

export const lateJoiner: Lesson = {
  id: 'late-joiner',
  chapter: 'publish',
  title: 'The late joiner',
  question:
    'late subscribes one second after feed began to publish 1,000 messages a second. How many messages will late never see?',
  prediction: {
    kind: 'slider',
    label: 'Messages that late never sees',
    unit: 'messages',
    min: 0,
    max: 2500,
    scale: 'linear',
    close: { share: 0.15, amount: 50 },
  },
  scenario,
  watch: 'feed-late',
  answer: (run) => (flow(run).delivered > 0 ? flow(run).missedBeforeJoin : undefined),
  reveal: (run) => {
    const { missedBeforeJoin, delivered, lost } = flow(run);
    const { accepted, refused } = socketOf(run, 'feed');
    return `feed published ${count(accepted)} messages and was told of ${count(refused)} errors. ${count(missedBeforeJoin)} had gone before the subscription took hold, ${duration(missedBeforeJoin)} of traffic; after that ${count(delivered)} arrived and ${count(lost)} were lost.`;
  },
  figures: (run) => [
    measured('published', socketOf(run, 'feed').accepted, 'messages'),
    measured('missed before joining', flow(run).missedBeforeJoin, 'messages'),
    measured('delivered', flow(run).delivered, 'messages'),
    measured('lost afterwards', flow(run).lost, 'messages'),
  ],
  remedy: {
    sentence: 'Let feed begin only when late is there: after two seconds.',
    set: { 'sockets.feed.produce.startAtMs': 2000 },
    compare: (before, after) =>
      `late missed ${count(flow(before).missedBeforeJoin)} messages before and ${count(flow(after).missedBeforeJoin)} now.`,
  },
  why: 'A publisher keeps nothing for those who are not subscribed yet, and a subscription takes effect only once it has reached the publisher. Whoever needs every message agrees on a start, or asks for what was missed by another way.',
  references: [references.publishSubscribe, references.guideBasics],
};
