import { count, duration, figure } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { smallReceiveBuffer, smallSendBuffer } from '../kernel-buffers.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, percent, type RunRecord, socketOf } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: PUSH waits',
  description:
    'source pushes 5,000 messages a second. worker needs 2 ms for each, so it can take 500. The kernel’s buffers are kept small.',
  seconds: 6,
  sockets: [
    { id: 'source', type: 'push', options: smallSendBuffer, produce: { rate: 5000, size: 1024 } },
    { id: 'worker', type: 'pull', options: smallReceiveBuffer, consume: { serviceMs: 2 } },
  ],
  links: [{ from: 'source', to: 'worker' }],
});

const flow = (run: RunRecord) => flowOf(run, 'source-worker');
const source = (run: RunRecord) => socketOf(run, 'source');
const blockedShare = (run: RunRecord): number => percent(source(run).blockedMs, run.report.seconds * 1000);

export const pushWaits: Lesson = {
  id: 'push-waits',
  chapter: 'queues',
  title: 'When a PUSH is full',
  question: 'source pushes ten times what worker can do. What happens once all queues between them are full?',
  prediction: {
    kind: 'choice',
    label: 'Once the queues are full',
    choices: [
      { id: 'loses', label: 'Messages are lost' },
      { id: 'waits', label: 'source has to wait' },
      { id: 'errors', label: 'Sending gives an error' },
      { id: 'grows', label: 'The queues grow further' },
    ],
  },
  scenario,
  watch: 'source-worker',
  answer: (run) => {
    if (flow(run).lost > 0) return 'loses';
    if (source(run).refused > 0) return 'errors';
    if (source(run).blockedMs > 100) return 'waits';
    return flow(run).peakQueued > 10_000 ? 'grows' : undefined;
  },
  reveal: (run) => {
    const { lost, delivered, sent } = flow(run);
    return `source stood waiting for ${duration(source(run).blockedMs)} of ${duration(run.report.seconds * 1000)}, ${figure(blockedShare(run))} % of the time, and could send ${count(sent)} messages instead of ${count(run.report.seconds * 5000)}. ${count(delivered)} arrived and ${lost === 0 ? 'none was lost' : `${count(lost)} were lost`}.`;
  },
  figures: (run) => [
    measured('sent', flow(run).sent, 'messages'),
    measured('delivered', flow(run).delivered, 'messages'),
    measured('lost', flow(run).lost, 'messages'),
    measured('source waited', source(run).blockedMs, 'ms'),
    measured('latency, median', flow(run).latencyMs?.p50, 'ms'),
  ],
  remedy: {
    sentence: 'Give the work a faster worker: 0.1 ms for each message.',
    set: { 'sockets.worker.consume.serviceMs': 0.1 },
    compare: (before, after) =>
      `source waited ${duration(source(before).blockedMs)} before and ${duration(source(after).blockedMs)} now; it sent ${count(flow(before).sent)} messages before and ${count(flow(after).sent)} now.`,
  },
  why: 'PUSH, DEALER, REQ and PAIR block at their high-water mark, so the pressure goes back to whoever produces. Only PUB, XPUB and ROUTER discard.',
  references: [references.socket, references.pipeline],
};
