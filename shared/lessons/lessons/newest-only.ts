import { count, duration, figure } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, percent, type RunRecord } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: only the newest',
  description: 'feed publishes 1,000 messages a second. screen reads 20 a second and is set to conflate.',
  seconds: 6,
  sockets: [
    { id: 'feed', type: 'pub', produce: { rate: 1000, size: 256 } },
    { id: 'screen', type: 'sub', subscribe: [''], options: { conflate: true }, consume: { serviceMs: 50 } },
  ],
  links: [{ from: 'feed', to: 'screen' }],
});

const flow = (run: RunRecord) => flowOf(run, 'feed-screen');

export const newestOnly: Lesson = {
  id: 'newest-only',
  chapter: 'publish',
  title: 'Only the newest',
  question:
    'screen reads 20 of 1,000 messages a second and keeps only the newest (conflate). How old is a typical message when screen reads it?',
  prediction: {
    kind: 'slider',
    label: 'Age of a message when it is read (median)',
    unit: 'ms',
    min: 0.1,
    max: 10_000,
    scale: 'log',
    close: { share: 1, amount: 5 },
  },
  scenario,
  watch: 'feed-screen',
  answer: (run) => flow(run).latencyMs?.p50,
  reveal: (run) =>
    `The median message was ${duration(flow(run).latencyMs?.p50 ?? Number.NaN)} old. screen read ${count(flow(run).delivered)} of ${count(flow(run).sent)} messages; the other ${figure(percent(flow(run).lost, flow(run).sent))} % were replaced by newer ones, which counts as lost.`,
  figures: (run) => [
    measured('age, median', flow(run).latencyMs?.p50, 'ms'),
    measured('age, worst of 100', flow(run).latencyMs?.p99, 'ms'),
    measured('delivered', flow(run).delivered, 'messages'),
    measured('replaced by newer ones', flow(run).lost, 'messages'),
  ],
  remedy: {
    sentence: 'Now the other way: without conflate.',
    set: { 'sockets.screen.options.conflate': false },
    compare: (before, after) =>
      `The median age was ${duration(flow(before).latencyMs?.p50 ?? Number.NaN)} with conflate and is ${duration(flow(after).latencyMs?.p50 ?? Number.NaN)} without. Lost with: ${count(flow(before).lost)}; without: ${count(flow(after).lost)}.`,
  },
  why: 'Conflate keeps one message and overwrites it, so a slow reader stays up to date and misses nearly everything. It suits values of which only the last counts, and it breaks messages of several parts.',
  references: [references.setsockopt, references.guidePubSub],
};
