import { count } from '../../diagnosis/figure-words.ts';
import { estimated, measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { momentOf, type RunRecord, socketOf } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: four buffers',
  description: 'source pushes messages of 1 KiB. worker is connected and never reads. Both marks are 10.',
  seconds: 5,
  sockets: [
    { id: 'source', type: 'push', options: { sendHighWaterMark: 10 }, produce: { rate: 2000, size: 1024 } },
    { id: 'worker', type: 'pull', options: { receiveHighWaterMark: 10 } },
  ],
  links: [{ from: 'source', to: 'worker' }],
});

const at = (run: RunRecord, field: 'sent' | 'sendQueue' | 'kernelSend' | 'kernelReceive' | 'receiveQueue'): number =>
  momentOf(run, 'source-worker', field);
const inKernel = (run: RunRecord): number => at(run, 'kernelSend') + at(run, 'kernelReceive');

export const fourBuffers: Lesson = {
  id: 'four-buffers',
  chapter: 'queues',
  title: 'Four buffers in a row',
  question:
    'Both high-water marks are 10 and nobody reads. How many messages does source get rid of before it has to wait?',
  prediction: {
    kind: 'slider',
    label: 'Messages accepted from source',
    unit: 'messages',
    min: 1,
    max: 100_000,
    scale: 'log',
    close: { share: 0.35, amount: 5 },
  },
  scenario,
  watch: 'source-worker',
  /** Only when source stood: else there was room for more. */
  answer: (run) => (at(run, 'sent') > 0 && socketOf(run, 'source').blockedMs > 0 ? at(run, 'sent') : undefined),
  reveal: (run) => {
    const sent = at(run, 'sent');
    const kernel = inKernel(run);
    const where = Number.isFinite(kernel)
      ? `The operating system alone held ${count(kernel)} of them: ${count(at(run, 'kernelSend'))} in the send buffer and ${count(at(run, 'kernelReceive'))} in the receive buffer of one connection.`
      : 'This machine does not tell how many of them its kernel held.';
    return `${count(sent)} messages were accepted, ${count(sent / 20)} times what both marks allow together. ${where}`;
  },
  figures: (run) => [
    measured('accepted', at(run, 'sent'), 'messages'),
    estimated("in source's queue", at(run, 'sendQueue'), 'messages'),
    measured("in the kernel's send buffer", at(run, 'kernelSend'), 'messages'),
    measured("in the kernel's receive buffer", at(run, 'kernelReceive'), 'messages'),
    estimated("in worker's queue", at(run, 'receiveQueue'), 'messages'),
  ],
  remedy: {
    sentence: "Set the kernel's buffers too: 64 KiB on either side.",
    set: { 'sockets.source.options.sendBufferSize': 65_536, 'sockets.worker.options.receiveBufferSize': 65_536 },
    compare: (before, after) =>
      `${count(at(before, 'sent'))} were accepted before, ${count(at(after, 'sent'))} now. Neither mark was touched.`,
  },
  why: "Between two sockets on tcp stand four buffers: the sender's queue, two of the kernel, and the receiver's queue. Left to themselves the kernel's hold megabytes, so that marks below about a thousand hardly matter.",
  references: [references.setsockopt, references.tcp],
};
