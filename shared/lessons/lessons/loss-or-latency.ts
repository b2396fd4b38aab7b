import { count, duration } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, type RunRecord } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: loss or latency',
  description: 'feed publishes 3,000 messages a second, reader takes 1,000. Both marks are a million.',
  seconds: 6,
  sockets: [
    {
      id: 'feed',
      type: 'pub',
      options: { sendHighWaterMark: 1_000_000 },
      produce: { rate: 3000, size: 1024, topic: 'prices' },
    },
    {
      id: 'reader',
      type: 'sub',
      subscribe: ['prices'],
      options: { receiveHighWaterMark: 1_000_000 },
      consume: { serviceMs: 1 },
    },
  ],
  links: [{ from: 'feed', to: 'reader' }],
});

const flow = (run: RunRecord) => flowOf(run, 'feed-reader');
const oldest = (run: RunRecord): number => flow(run).latencyMs?.max ?? Number.NaN;

export const lossOrLatency: Lesson = {
  id: 'loss-or-latency',
  chapter: 'publish',
  title: 'Loss or latency',
  question:
    'Marks of a million: nothing will be lost. feed sends three times what reader takes. After six seconds, how old is the message that reader is reading?',
  prediction: {
    kind: 'slider',
    label: 'Age of the oldest message read',
    unit: 'ms',
    min: 10,
    max: 20_000,
    scale: 'log',
    close: { share: 0.3, amount: 100 },
  },
  scenario,
  watch: 'feed-reader',
  answer: (run) => flow(run).latencyMs?.max,
  reveal: (run) =>
    `${count(flow(run).lost)} messages were lost. But reader was reading the past: in the end messages that were ${duration(oldest(run))} old, with ${count(flow(run).peakQueued)} more behind them, and it was getting worse by the second.`,
  figures: (run) => [
    measured('lost', flow(run).lost, 'messages'),
    measured('oldest message read', flow(run).latencyMs?.max, 'ms'),
    measured('age, median', flow(run).latencyMs?.p50, 'ms'),
    measured('most that waited', flow(run).peakQueued, 'messages'),
  ],
  remedy: {
    sentence: 'Small queues instead: both marks at 100, kernel buffers of 64 KiB.',
    set: {
      'sockets.feed.options.sendHighWaterMark': 100,
      'sockets.reader.options.receiveHighWaterMark': 100,
      'sockets.feed.options.sendBufferSize': 65_536,
      'sockets.reader.options.receiveBufferSize': 65_536,
    },
    compare: (before, after) =>
      `Oldest message read: ${duration(oldest(before))} before, ${duration(oldest(after))} now. Lost: ${count(flow(before).lost)} before, ${count(flow(after).lost)} now.`,
  },
  why: 'A reader that is too slow for good turns every buffer into delay, and no buffer is large enough. How much to buffer is the choice between old messages and lost ones.',
  references: [references.setsockopt, references.guidePatterns],
};
