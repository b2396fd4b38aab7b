import { count, duration } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, type RunRecord } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: how old is what arrives',
  description: 'source pushes as much as it may. worker takes 1,000 messages a second. Both marks are 10.',
  seconds: 8,
  sockets: [
    { id: 'source', type: 'push', options: { sendHighWaterMark: 10 }, produce: { rate: 4000, size: 1024 } },
    { id: 'worker', type: 'pull', options: { receiveHighWaterMark: 10 }, consume: { serviceMs: 1 } },
  ],
  links: [{ from: 'source', to: 'worker' }],
});

const flow = (run: RunRecord) => flowOf(run, 'source-worker');
const median = (run: RunRecord): number => flow(run).latencyMs?.p50 ?? Number.NaN;

export const smallBuffers: Lesson = {
  id: 'small-buffers',
  chapter: 'queues',
  title: 'How old is what arrives?',
  question:
    'worker does 1,000 messages a second and source always has more. With both marks at 10, how long has a typical message waited when worker reads it?',
  prediction: {
    kind: 'slider',
    label: 'Age of a message when it is read (median)',
    unit: 'ms',
    min: 1,
    max: 10_000,
    scale: 'log',
    close: { share: 0.4, amount: 5 },
  },
  scenario,
  watch: 'source-worker',
  answer: (run) => flow(run).latencyMs?.p50,
  reveal: (run) =>
    `The median message had waited ${duration(median(run))}. Up to ${count(flow(run).peakQueued)} messages were on their way at once, though the two marks together allow 20; divided by ${count(flow(run).deliveredPerSecond)} reads a second, that is ${duration((1000 * flow(run).peakQueued) / Math.max(1, flow(run).deliveredPerSecond))} for the last of them.`,
  figures: (run) => [
    measured('age, median', flow(run).latencyMs?.p50, 'ms'),
    measured('age, worst of 100', flow(run).latencyMs?.p99, 'ms'),
    measured('most on the way at once', flow(run).peakQueued, 'messages'),
    measured('read', flow(run).deliveredPerSecond, 'per-second'),
    measured('lost', flow(run).lost, 'messages'),
  ],
  remedy: {
    sentence: "Keep the kernel's buffers small: 64 KiB on either side.",
    set: { 'sockets.source.options.sendBufferSize': 65_536, 'sockets.worker.options.receiveBufferSize': 65_536 },
    compare: (before, after) =>
      `The median age was ${duration(median(before))} and is ${duration(median(after))} now, at ${count(flow(after).deliveredPerSecond)} reads a second instead of ${count(flow(before).deliveredPerSecond)}.`,
  },
  why: "What waits, divided by the rate at which it is read, is how long the last in line waits (Little's law). Small marks keep messages fresh only if the kernel's buffers are small as well.",
  references: [references.setsockopt, references.guidePatterns],
};
