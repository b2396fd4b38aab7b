import { count, rate } from '../../diagnosis/figure-words.ts';
import { estimated, measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, momentOf, type RunRecord, socketOf } from '../run-record.ts';

const mark = 200;
const push = (id: string) => ({
  id,
  type: 'push',
  options: { sendHighWaterMark: mark, sendBufferSize: 131_072 },
  produce: { rate: 1500, size: 1024 },
});
const pull = (id: string, serviceMs: number) => ({
  id,
  type: 'pull',
  options: { receiveHighWaterMark: mark, receiveBufferSize: 131_072 },
  consume: { serviceMs },
});

const scenario = labScenario({
  name: 'Lesson: thin link or slow reader',
  description: 'Two lines carry 500 messages a second instead of 1,500: one has a thin link, the other a slow reader.',
  seconds: 6,
  sockets: [push('north'), pull('quick', 0), push('south'), pull('slow', 2)],
  links: [
    { from: 'north', to: 'quick', conditions: { bytesPerSecond: 520_000 } },
    { from: 'south', to: 'slow' },
  ],
});

const thin = 'north-quick';
const slow = 'south-slow';
const receiveQueue = (run: RunRecord, flow: string): number =>
  momentOf(run, flow, 'receiveQueue') + (momentOf(run, flow, 'kernelReceive') || 0);

export const thinLink: Lesson = {
  id: 'thin-link',
  chapter: 'causes',
  title: 'Thin link or slow reader?',
  question:
    'north sends to quick over a thin link, south sends to slow over a good one. Both get through 500 messages a second of 1,500. Where do the messages wait that the thin link cannot carry?',
  prediction: {
    kind: 'choice',
    label: 'Beyond the thin link',
    choices: [
      { id: 'lost', label: 'They are lost on the way' },
      { id: 'sender', label: 'They wait before the link' },
      { id: 'receiver', label: 'They wait at quick' },
    ],
  },
  scenario,
  watch: thin,
  answer: (run) => {
    if (flowOf(run, thin).sent === 0) return undefined;
    if (flowOf(run, thin).lost > 0) return 'lost';
    if (socketOf(run, 'north').blockedMs === 0) return undefined;
    return receiveQueue(run, thin) > momentOf(run, thin, 'queued') / 2 ? 'receiver' : 'sender';
  },
  reveal: (run) =>
    `Both lines delivered about as much: ${rate(flowOf(run, thin).deliveredPerSecond)} and ${rate(flowOf(run, slow).deliveredPerSecond)}; ${count(flowOf(run, thin).lost)} and ${count(flowOf(run, slow).lost)} were lost. But ahead of quick only about ${count(receiveQueue(run, thin))} messages waited, ahead of slow about ${count(receiveQueue(run, slow))}: behind a thin link the receiver is idle.`,
  figures: (run) => [
    measured('thin link: delivered', flowOf(run, thin).deliveredPerSecond, 'per-second'),
    measured('thin link: lost', flowOf(run, thin).lost, 'messages'),
    estimated('thin link: waiting at quick', receiveQueue(run, thin), 'messages'),
    measured('slow reader: delivered', flowOf(run, slow).deliveredPerSecond, 'per-second'),
    estimated('slow reader: waiting at slow', receiveQueue(run, slow), 'messages'),
  ],
  remedy: {
    sentence: 'Send smaller messages from north: 256 bytes instead of 1,024.',
    set: { 'sockets.north.produce.size': 256 },
    compare: (before, after) =>
      `The thin link delivered ${rate(flowOf(before, thin).deliveredPerSecond)} before and ${rate(flowOf(after, thin).deliveredPerSecond)} now; the slow reader ${rate(flowOf(before, slow).deliveredPerSecond)} and ${rate(flowOf(after, slow).deliveredPerSecond)}.`,
  },
  why: 'tcp loses nothing on the way: what a link cannot carry waits before it, and then the rule of the socket type decides. Full queues at the receiver speak for a slow reader, an empty one behind a full sender for the link.',
  references: [references.tcp, references.socket],
};
