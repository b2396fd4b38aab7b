import { count } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, type RunRecord, socketOf } from '../run-record.ts';

const worker = (id: string) => ({ id, type: 'pull', consume: { serviceMs: 4 } });

const scenario = labScenario({
  name: 'Lesson: a worker dies',
  description: 'source deals 1,500 tasks a second to two workers, who do 250 each. doomed dies after two seconds.',
  seconds: 5,
  sockets: [{ id: 'source', type: 'push', produce: { rate: 1500, size: 1024 } }, worker('steady'), worker('doomed')],
  links: [
    { from: 'source', to: 'steady' },
    { from: 'source', to: 'doomed' },
  ],
  steps: [{ atMs: 2000, do: 'kill', socket: 'doomed' }],
});

const doomed = (run: RunRecord) => flowOf(run, 'source-doomed');
/** Of both, since which of two workers a lost task was meant for is not always known. */
const lost = (run: RunRecord): number => doomed(run).lost + flowOf(run, 'source-steady').lost;

export const deadWorker: Lesson = {
  id: 'dead-worker',
  chapter: 'ends',
  title: 'A worker dies',
  question:
    'source deals 750 tasks a second to doomed, who does 250. After two seconds doomed dies, and steady is still there. How many tasks are lost?',
  prediction: {
    kind: 'slider',
    label: 'Tasks lost',
    unit: 'messages',
    min: 0,
    max: 4000,
    scale: 'linear',
    close: { share: 0.3, amount: 150 },
  },
  scenario,
  watch: 'source-doomed',
  answer: (run) => (doomed(run).sent > 0 ? lost(run) : undefined),
  reveal: (run) =>
    `doomed was given ${count(doomed(run).sent)} tasks and did ${count(doomed(run).delivered)}. What waited on its way to it died with it: ${count(lost(run))} tasks were lost, though steady was there to do them, and source was told of ${count(socketOf(run, 'source').refused)} errors.`,
  figures: (run) => [
    measured('given to doomed', doomed(run).sent, 'messages'),
    measured('done by doomed', doomed(run).delivered, 'messages'),
    measured('lost', lost(run), 'messages'),
    measured('errors at source', socketOf(run, 'source').refused, 'messages'),
  ],
  remedy: {
    sentence: 'Hand out little in advance: both marks at 1, kernel buffers of 4 KiB.',
    set: {
      'sockets.source.options.sendHighWaterMark': 1,
      'sockets.source.options.sendBufferSize': 4096,
      'sockets.doomed.options.receiveHighWaterMark': 1,
      'sockets.doomed.options.receiveBufferSize': 4096,
      'sockets.steady.options.receiveHighWaterMark': 1,
      'sockets.steady.options.receiveBufferSize': 4096,
    },
    compare: (before, after) =>
      `Lost with doomed: ${count(lost(before))} tasks before, ${count(lost(after))} now. What doomed had in hand goes with it either way.`,
  },
  why: 'PUSH deals messages out at once, and what stands in the queues to one worker is never dealt again. To lose nothing, a worker has to ask for its next task and answer for it, and the sender has to remember what is not answered.',
  references: [references.pipeline, references.guideReliable],
};
