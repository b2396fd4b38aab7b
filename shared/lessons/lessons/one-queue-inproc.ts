import { count, duration } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, momentOf, type RunRecord, socketOf } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: one queue in one process',
  description:
    'Two sockets of one process, over inproc. source may hold 10 messages, worker 20, and worker never reads.',
  seconds: 3,
  sockets: [
    { id: 'source', type: 'push', options: { sendHighWaterMark: 10 }, produce: { rate: 200, size: 256 } },
    { id: 'worker', type: 'pull', options: { receiveHighWaterMark: 20 } },
  ],
  links: [{ from: 'source', to: 'worker', transport: 'inproc' }],
});

const flow = (run: RunRecord) => flowOf(run, 'source-worker');
/** While worker did not read; at the end of the run it does, and one more goes in. */
const accepted = (run: RunRecord): number => momentOf(run, 'source-worker', 'sent');

export const oneQueueInproc: Lesson = {
  id: 'one-queue-inproc',
  chapter: 'queues',
  title: 'Inside one process',
  question: 'Over inproc, with a send mark of 10 and a receive mark of 20: after how many messages does source stand?',
  prediction: {
    kind: 'choice',
    label: 'source stands after',
    choices: [
      { id: '10', label: '10 messages' },
      { id: '20', label: '20 messages' },
      { id: '30', label: '30 messages' },
      { id: 'more', label: 'some other number' },
    ],
  },
  scenario,
  watch: 'source-worker',
  answer: (run) => {
    if (!(accepted(run) > 0) || socketOf(run, 'source').blockedMs === 0) return undefined;
    return ['10', '20', '30'].includes(String(accepted(run))) ? String(accepted(run)) : 'more';
  },
  reveal: (run) =>
    `source stood after ${count(accepted(run))} messages, and waited ${duration(socketOf(run, 'source').blockedMs)}. When worker began to read at the end of the run, ${count(flow(run).delivered)} messages came and ${count(flow(run).lost)} were lost.`,
  figures: (run) => [
    measured('accepted', accepted(run), 'messages'),
    measured('delivered at the end', flow(run).delivered, 'messages'),
    measured('lost', flow(run).lost, 'messages'),
    measured('source waited', socketOf(run, 'source').blockedMs, 'ms'),
  ],
  remedy: {
    sentence: 'Raise only the receiver\u2019s mark, to 100.',
    set: { 'sockets.worker.options.receiveHighWaterMark': 100 },
    compare: (before, after) =>
      `source could send ${count(accepted(before))} messages before and ${count(accepted(after))} now, though its own mark is still 10.`,
  },
  why: 'Over inproc there is no connection and no kernel: one queue stands between the two sockets, and its limit is the sum of both marks. On tcp and ipc each socket has a queue of its own.',
  references: [references.inproc, references.setsockopt],
};
