import { count } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { eventsAt, flowOf, type RunRecord, socketOf } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: a message too large',
  description: 'source pushes 50 messages of 5,000 bytes a second. worker takes none above 1,000 (maxMessageSize).',
  seconds: 4,
  sockets: [
    { id: 'source', type: 'push', produce: { rate: 50, size: 5000 } },
    { id: 'worker', type: 'pull', options: { maxMessageSize: 1000 }, consume: { serviceMs: 0 } },
  ],
  links: [{ from: 'source', to: 'worker', bind: 'to' }],
});

const flow = (run: RunRecord) => flowOf(run, 'source-worker');
const source = (run: RunRecord) => socketOf(run, 'source');
const closed = (run: RunRecord): number =>
  eventsAt(run, 'worker')
    .filter(({ event, atMs }) => event === 'disconnect' && atMs < run.report.seconds * 1000)
    .reduce((sum, event) => sum + (event.count ?? 1), 0);

export const tooLarge: Lesson = {
  id: 'too-large',
  chapter: 'causes',
  title: 'A message too large',
  question: 'worker takes messages of up to 1,000 bytes. source sends it 5,000 each time. What becomes of them?',
  prediction: {
    kind: 'choice',
    label: 'A message of 5,000 bytes',
    choices: [
      { id: 'error', label: 'is refused when it is sent' },
      { id: 'cut', label: 'arrives, cut to 1,000 bytes' },
      { id: 'breaks', label: 'breaks the connection, and is lost' },
      { id: 'waits', label: 'waits at source' },
    ],
  },
  scenario,
  watch: 'source-worker',
  answer: (run) => {
    if (source(run).offered === 0) return undefined;
    if (source(run).refused > 0) return 'error';
    if (flow(run).delivered > 0 || socketOf(run, 'worker').foreign > 0) return 'cut';
    return closed(run) > 0 ? 'breaks' : 'waits';
  },
  reveal: (run) =>
    `source sent ${count(source(run).accepted)} messages with ${count(source(run).refused)} errors; ${count(flow(run).delivered)} arrived, ${count(flow(run).lost)} were lost. Each that reached worker made it close the connection, ${count(closed(run))} times in all.`,
  figures: (run) => [
    measured('sent', source(run).accepted, 'messages'),
    measured('delivered', flow(run).delivered, 'messages'),
    measured('lost', flow(run).lost, 'messages'),
    measured('errors at source', source(run).refused, 'messages'),
    measured('connections closed by worker', closed(run), 'count'),
  ],
  remedy: {
    sentence: 'Let worker take up to 10,000 bytes.',
    set: { 'sockets.worker.options.maxMessageSize': 10_000 },
    compare: (before, after) =>
      `Delivered: ${count(flow(before).delivered)} before, ${count(flow(after).delivered)} now. Connections closed while it ran: ${count(closed(before))} before, ${count(closed(after))} now.`,
  },
  why: 'The receiver learns the size from the first bytes of a message, and the only way to refuse the rest is to close the connection. The sender is told nothing but a disconnect, and the same message would break the next connection as well.',
  references: [references.setsockopt, references.monitor],
};
