import { byteRate, count, figure } from '../../diagnosis/figure-words.ts';
import { estimated, measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, type RunRecord, socketOf } from '../run-record.ts';

const shares = Array.from({ length: 100 }, (_, at) => `share-${String(at).padStart(2, '0')}`);

const scenario = labScenario({
  name: 'Lesson: a sender that cannot keep up',
  description:
    'feed is asked for 10,000,000 messages of 40 bytes a second, under the topics of a hundred shares in turn. screen subscribes to one share and takes no time over a message.',
  seconds: 5,
  sockets: [
    { id: 'feed', type: 'pub', produce: { rate: 10_000_000, size: 40, topics: shares } },
    { id: 'screen', type: 'sub', subscribe: ['share-07'], consume: { serviceMs: 0 } },
  ],
  links: [{ from: 'feed', to: 'screen' }],
});

const feed = (run: RunRecord) => socketOf(run, 'feed');
const flow = (run: RunRecord) => flowOf(run, 'feed-screen');
const asked = ({ scenario: { sockets } }: RunRecord) => sockets[0]?.produce ?? { rate: 0, size: 0 };
const due = (run: RunRecord): number => asked(run).rate * run.report.seconds;
const unsent = (run: RunRecord): number => Math.max(0, due(run) - feed(run).offered);
const busy = (run: RunRecord): number => 100 * feed(run).cpu;
const bytesPerSecond = (run: RunRecord): number => (feed(run).accepted * asked(run).size) / run.report.seconds;

export const busySender: Lesson = {
  id: 'busy-sender',
  chapter: 'causes',
  title: 'A sender that cannot keep up',
  question:
    'feed is asked for 100,000 messages a second of each of a hundred shares. screen reads one share, as fast as it comes, yet it gets far fewer. Where are the others?',
  prediction: {
    kind: 'choice',
    label: 'Most of what screen misses',
    choices: [
      { id: 'lost', label: 'was dropped at a full queue' },
      { id: 'waits', label: 'waits in a queue' },
      { id: 'unsent', label: 'was never sent' },
    ],
  },
  scenario,
  watch: 'feed-screen',
  beyondReach: 'feed',
  /** The largest part of what screen misses, if it misses much. Unsent is the thread's doing only when it had no time left. */
  answer: (run) => {
    if (feed(run).offered === 0) return undefined;
    const missing = { lost: flow(run).lost, waits: flow(run).peakQueued, unsent: unsent(run) / shares.length };
    const most = Math.max(...Object.values(missing));
    if (most < due(run) / shares.length / 10) return undefined;
    if (missing.unsent === most) return busy(run) > 70 ? 'unsent' : undefined;
    return missing.lost === most ? 'lost' : 'waits';
  },
  reveal: (run) =>
    `feed sent ${count(feed(run).offered)} messages of ${count(due(run))} that were due: its thread was busy ${figure(Math.round(busy(run)))} % of the time. On the way to screen ${count(flow(run).lost)} were lost and never more than ${count(flow(run).peakQueued)} waited, so neither the queue nor screen held them up.`,
  figures: (run) => [
    measured('due', due(run), 'messages'),
    measured('sent', feed(run).accepted, 'messages'),
    measured('sent each second', bytesPerSecond(run), 'bytes'),
    measured("feed's thread was busy", busy(run), 'percent'),
    measured('lost on the way to screen', flow(run).lost, 'messages'),
    estimated('most that waited for screen', flow(run).peakQueued, 'messages'),
  ],
  remedy: {
    sentence: 'Put five hundred of them into one message: 20,000 messages of 20,000 bytes a second.',
    set: { 'sockets.feed.produce.rate': 20_000, 'sockets.feed.produce.size': 20_000 },
    compare: (before, after) =>
      `feed sent ${byteRate(bytesPerSecond(before))} before and ${byteRate(bytesPerSecond(after))} now, and its thread was busy ${figure(Math.round(busy(before)))} % of the time before, ${figure(Math.round(busy(after)))} % now.`,
  },
  why: 'Every message costs its sender\u2019s thread about the same, however small it is, and a thread that has no time left sends late without an error, a full queue or a loss. More in each message, a lower rate or a second sender on another thread helps; marks and faster readers do not.',
  references: [references.guidePatterns, references.socket],
};
