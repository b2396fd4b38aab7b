import { count, figure } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { smallReceiveBuffer, smallSendBuffer } from '../kernel-buffers.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, percent, type RunRecord, socketOf } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: closing in a hurry',
  description:
    'source pushes 10,000 messages and closes its socket, with a linger of 0. worker takes 1,000 a second. The kernel’s buffers are kept small.',
  seconds: 5,
  sockets: [
    {
      id: 'source',
      type: 'push',
      options: { sendHighWaterMark: 20_000, linger: 0, ...smallSendBuffer },
      produce: { rate: 20_000, size: 1024, count: 10_000 },
    },
    { id: 'worker', type: 'pull', options: smallReceiveBuffer, consume: { serviceMs: 1 } },
  ],
  links: [{ from: 'source', to: 'worker', bind: 'to' }],
  steps: [{ atMs: 1200, do: 'close', socket: 'source' }],
});

const flow = (run: RunRecord) => flowOf(run, 'source-worker');

export const lingerAtClose: Lesson = {
  id: 'linger',
  chapter: 'ends',
  title: 'Closing in a hurry',
  question:
    'source has sent 10,000 messages, every send succeeded, and it closes its socket with a linger of 0. How many of them arrive?',
  prediction: {
    kind: 'slider',
    label: 'Messages that arrive',
    unit: 'messages',
    min: 0,
    max: 10_000,
    scale: 'linear',
    close: { share: 0.25, amount: 500 },
  },
  scenario,
  watch: 'source-worker',
  answer: (run) => (flow(run).sent > 0 ? flow(run).delivered : undefined),
  reveal: (run) =>
    `source sent ${count(flow(run).sent)} messages with ${count(socketOf(run, 'source').refused)} errors. ${count(flow(run).delivered)} arrived; ${count(flow(run).lost)} (${figure(percent(flow(run).lost, flow(run).sent))} %) still waited in its queue and went with it.`,
  figures: (run) => [
    measured('sent', flow(run).sent, 'messages'),
    measured('delivered', flow(run).delivered, 'messages'),
    measured('lost', flow(run).lost, 'messages'),
    measured('errors at source', socketOf(run, 'source').refused, 'messages'),
  ],
  remedy: {
    sentence: 'Let the closed socket go on sending: a linger of -1.',
    set: { 'sockets.source.options.linger': -1 },
    compare: (before, after) =>
      `Lost at the close before: ${count(flow(before).lost)}. Now: ${count(flow(after).lost)}.`,
  },
  why: 'A send that succeeds has put the message into a queue, no more. At close, linger says how long what waits there may still go out: 0 throws it away, -1 waits as long as it takes.',
  references: [references.setsockopt, references.guideBasics],
};
