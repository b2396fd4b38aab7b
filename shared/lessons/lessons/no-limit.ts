import { count, duration } from '../../diagnosis/figure-words.ts';
import { measured, writeQuantity } from '../figure.ts';
import { smallReceiveBuffer, smallSendBuffer } from '../kernel-buffers.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, type RunRecord, socketOf } from '../run-record.ts';

const messageBytes = 1024;

const scenario = labScenario({
  name: 'Lesson: no limit',
  description:
    'source pushes 4,000 messages of 1 KiB a second, worker takes 500. Both marks are 0, which means no limit. The kernel’s buffers are kept small.',
  seconds: 6,
  sockets: [
    {
      id: 'source',
      type: 'push',
      options: { sendHighWaterMark: 0, ...smallSendBuffer },
      produce: { rate: 4000, size: messageBytes },
    },
    {
      id: 'worker',
      type: 'pull',
      options: { receiveHighWaterMark: 0, ...smallReceiveBuffer },
      consume: { serviceMs: 2 },
    },
  ],
  links: [{ from: 'source', to: 'worker' }],
});

const flow = (run: RunRecord) => flowOf(run, 'source-worker');
const waited = (run: RunRecord): number => socketOf(run, 'source').blockedMs;

export const noLimit: Lesson = {
  id: 'no-limit',
  chapter: 'queues',
  title: 'A mark of zero',
  question:
    'Both marks are 0. source pushes 4,000 messages a second, worker takes 500. How many messages wait after six seconds?',
  prediction: {
    kind: 'slider',
    label: 'Messages that wait',
    unit: 'messages',
    min: 1,
    max: 1_000_000,
    scale: 'log',
    close: { share: 0.35, amount: 100 },
  },
  scenario,
  watch: 'source-worker',
  answer: (run) => (flow(run).sent > 0 ? flow(run).peakQueued : undefined),
  reveal: (run) => {
    const perSecond = flow(run).peakQueued / Math.max(0.001, run.report.seconds);
    return `${count(flow(run).peakQueued)} messages were waiting, ${writeQuantity(flow(run).peakQueued * messageBytes, 'bytes')} of payload, and ${count(perSecond)} came on top with every second. source never had to wait${waited(run) > 0 ? ` longer than ${duration(waited(run))}` : ''}: nothing told it to.`;
  },
  figures: (run) => [
    measured('most that waited', flow(run).peakQueued, 'messages'),
    measured('payload that waited', flow(run).peakQueued * messageBytes, 'bytes'),
    measured('source waited', waited(run), 'ms'),
    measured('lost', flow(run).lost, 'messages'),
  ],
  remedy: {
    sentence: 'Put a mark of 1,000 at either side.',
    set: { 'sockets.source.options.sendHighWaterMark': 1000, 'sockets.worker.options.receiveHighWaterMark': 1000 },
    compare: (before, after) =>
      `Most that waited: ${count(flow(before).peakQueued)} before, ${count(flow(after).peakQueued)} now. source waited ${duration(waited(before))} before and ${duration(waited(after))} now.`,
  },
  why: 'A high-water mark of 0 means no limit, so the queue grows until the memory of the process ends, and all of it is lost at once. A limit makes the problem visible while it is small.',
  references: [references.setsockopt, references.guidePatterns],
};
