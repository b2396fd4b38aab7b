import { count } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, percent, type RunRecord, socketOf } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: a filter that matches nothing',
  description: 'feed publishes under the topics eu.prices and us.prices in turn. reader subscribes to prices.',
  seconds: 4,
  sockets: [
    { id: 'feed', type: 'pub', produce: { rate: 1000, size: 256, topics: ['eu.prices', 'us.prices'] } },
    { id: 'reader', type: 'sub', subscribe: ['prices'], consume: { serviceMs: 0 } },
  ],
  links: [{ from: 'feed', to: 'reader' }],
});

const received = (run: RunRecord): number => socketOf(run, 'reader').received;
const published = (run: RunRecord): number => socketOf(run, 'feed').accepted;

export const wrongFilter: Lesson = {
  id: 'wrong-filter',
  chapter: 'publish',
  title: 'A filter that matches nothing',
  question:
    'feed publishes under eu.prices and us.prices in turn. reader subscribes to prices. What share of the messages does reader get?',
  prediction: {
    kind: 'choice',
    label: 'reader gets',
    choices: [
      { id: 'all', label: 'all of them' },
      { id: 'half', label: 'half of them' },
      { id: 'none', label: 'none of them' },
    ],
  },
  scenario,
  watch: 'feed-reader',
  answer: (run) => {
    if (published(run) === 0) return undefined;
    const share = percent(received(run), published(run));
    return share < 1 ? 'none' : share < 75 ? 'half' : 'all';
  },
  reveal: (run) =>
    `feed published ${count(published(run))} messages with ${count(socketOf(run, 'feed').refused)} errors. reader is connected and subscribed, and received ${count(received(run))}.`,
  figures: (run) => [
    measured('published', published(run), 'messages'),
    measured('received', received(run), 'messages'),
    measured('lost on the way', flowOf(run, 'feed-reader').lost, 'messages'),
    measured('errors', socketOf(run, 'feed').refused, 'messages'),
  ],
  remedy: {
    sentence: 'Subscribe to how the topic begins: eu.',
    set: { 'sockets.reader.subscribe': 'eu.' },
    compare: (before, after) =>
      `reader received ${count(received(before))} messages before, and ${count(received(after))} of ${count(published(after))} now.`,
  },
  why: 'A subscription is a prefix, compared byte by byte with the beginning of the message: not a word to be found somewhere in it, and no wildcard. A publisher drops what nobody subscribed to before it enters any queue, so nobody is told.',
  references: [references.setsockopt, references.publishSubscribe],
};
