import { count, duration, figure } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { smallReceiveBuffer, smallSendBuffer } from '../kernel-buffers.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, percent, type RunRecord, socketOf } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: a slow subscriber',
  description:
    'feed publishes 5,000 messages a second. slow needs 2 ms for each, so it can take 500. The kernel’s buffers are kept small.',
  seconds: 6,
  sockets: [
    { id: 'feed', type: 'pub', options: smallSendBuffer, produce: { rate: 5000, size: 1024, topic: 'prices' } },
    { id: 'slow', type: 'sub', subscribe: ['prices'], options: smallReceiveBuffer, consume: { serviceMs: 2 } },
  ],
  links: [{ from: 'feed', to: 'slow' }],
});

const flow = (run: RunRecord) => flowOf(run, 'feed-slow');

export const slowSubscriber: Lesson = {
  id: 'slow-subscriber',
  chapter: 'publish',
  title: 'A slow subscriber',
  question: 'For six seconds, feed publishes ten times what slow can read. How much of it does slow get in the end?',
  prediction: {
    kind: 'slider',
    label: 'Share of the messages that arrive',
    unit: 'percent',
    min: 0,
    max: 100,
    scale: 'linear',
    close: { share: 0, amount: 10 },
  },
  scenario,
  watch: 'feed-slow',
  answer: (run) => (flow(run).sent > 0 ? percent(flow(run).delivered, flow(run).sent) : undefined),
  reveal: (run) => {
    const { sent, delivered, lost, firstLossAtMs } = flow(run);
    const { refused } = socketOf(run, 'feed');
    if (lost === 0 || firstLossAtMs === null)
      return `Nothing was lost this time: all ${count(delivered)} messages fitted.`;
    const errors = refused === 0 ? 'without one error' : `with ${count(refused)} errors`;
    return `feed published ${count(sent)} messages ${errors}. ${count(delivered)} arrived, ${figure(percent(delivered, sent))} %. The other ${count(lost)} were thrown away at feed itself, the first after ${duration(firstLossAtMs)}, when its queue to slow was full.`;
  },
  figures: (run) => [
    measured('sent', flow(run).sent, 'messages'),
    measured('delivered', flow(run).delivered, 'messages'),
    measured('lost', flow(run).lost, 'messages'),
    measured('errors at feed', socketOf(run, 'feed').refused, 'messages'),
    measured('first loss after', flow(run).firstLossAtMs, 'ms'),
  ],
  remedy: {
    sentence: 'Make slow fast enough: 0.05 ms for each message instead of 2.',
    set: { 'sockets.slow.consume.serviceMs': 0.05 },
    compare: (before, after) =>
      `Lost before: ${count(flow(before).lost)}. Lost now: ${count(flow(after).lost)}, of ${count(flow(after).sent)} sent.`,
  },
  why: 'A publisher never waits for a subscriber: when the queue to it stands at the high-water mark, each new message for it is discarded, in silence. Only reading faster, or sending less, changes how much arrives in the long run.',
  references: [references.socket, references.guidePubSub],
};
