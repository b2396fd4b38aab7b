import { count, duration } from '../../diagnosis/figure-words.ts';
import { type Figure, measured } from '../figure.ts';
import { smallReceiveBuffer, smallSendBuffer } from '../kernel-buffers.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, type RunRecord, socketOf } from '../run-record.ts';

const traffic = { rate: 2000, size: 1024, startAtMs: 300 };
const consume = { serviceMs: 2.5 };

/** One generator's traffic, five times: same rate, size and start, same reader; only the policy differs. */
const policies = [
  { id: 'pub', label: 'PUB', from: { type: 'pub' }, to: { type: 'sub', subscribe: [''] } },
  {
    id: 'nodrop',
    label: 'PUB + noDrop',
    from: { type: 'pub', options: { noDrop: true } },
    to: { type: 'sub', subscribe: [''] },
  },
  { id: 'push', label: 'PUSH', from: { type: 'push' }, to: { type: 'pull' } },
  {
    id: 'conflate',
    label: 'PUB, conflate',
    from: { type: 'pub' },
    to: { type: 'sub', subscribe: [''], options: { conflate: true } },
  },
  {
    id: 'dealer',
    label: 'DEALER, ROUTER',
    from: { type: 'dealer', options: { routingId: 'dealer' } },
    to: { type: 'router' },
  },
] as const;

const scenario = labScenario({
  name: 'Lesson: same traffic, many policies',
  description:
    'Five senders have the same 2,000 messages a second for readers that take 400 each. Only the policy differs. The kernel’s buffers are kept small.',
  seconds: 6,
  sockets: policies.flatMap(({ id, from, to }) => [
    { id, ...from, options: { ...smallSendBuffer, ...('options' in from ? from.options : {}) }, produce: traffic },
    { id: `${id}-in`, ...to, options: { ...smallReceiveBuffer, ...('options' in to ? to.options : {}) }, consume },
  ]),
  links: policies.map(({ id }) => ({ from: id, to: `${id}-in` })),
});

const flow = (run: RunRecord, id: string) => flowOf(run, `${id}-${id}-in`);

export const manyPolicies: Lesson = {
  id: 'many-policies',
  chapter: 'causes',
  title: 'Same traffic, many policies',
  question:
    'The same 2,000 messages a second go to five equally slow readers: by PUB, by PUB with noDrop, by PUSH, with conflate, and by DEALER to ROUTER. Whose reader is the most up to date?',
  prediction: {
    kind: 'choice',
    label: 'The freshest messages are read from',
    choices: policies.map(({ id, label }) => ({ id, label })),
  },
  scenario,
  watch: 'conflate-conflate-in',
  answer: (run) =>
    policies
      .filter(({ id }) => flow(run, id).latencyMs !== null)
      .sort((a, b) => (flow(run, a.id).latencyMs?.p50 ?? 0) - (flow(run, b.id).latencyMs?.p50 ?? 0))[0]?.id,
  reveal: (run) => {
    const [pub, conflate] = [flow(run, 'pub'), flow(run, 'conflate')];
    return `What conflate's reader reads is ${age(run, 'conflate')} old, at the price of ${count(conflate.lost)} messages. PUB lost ${count(pub.lost)}, noDrop refused ${count(socketOf(run, 'nodrop').refused)}; PUSH waited ${duration(socketOf(run, 'push').blockedMs)} and DEALER ${duration(socketOf(run, 'dealer').blockedMs)}. PUSH's reader reads what is ${age(run, 'push')} old.`;
  },
  figures: (run) => [
    measured('PUB: lost', flow(run, 'pub').lost, 'messages'),
    measured('PUB + noDrop: refused', socketOf(run, 'nodrop').refused, 'messages'),
    measured('PUSH: sender waited', socketOf(run, 'push').blockedMs, 'ms'),
    measured('PUSH: median age', flow(run, 'push').latencyMs?.p50, 'ms'),
    measured('PUB, conflate: median age', flow(run, 'conflate').latencyMs?.p50, 'ms'),
  ],
  table: {
    columns: ['lost', 'refused', 'sender waited', 'median age'],
    rows: (run) => policies.map(({ id, label }) => ({ label, figures: figuresOf(run, id) })),
  },
  remedy: {
    sentence: 'Make every queue small: marks of 50 instead of 1,000.',
    set: Object.fromEntries(
      policies.flatMap(({ id }) => [
        [`sockets.${id}.options.sendHighWaterMark`, 50],
        [`sockets.${id}-in.options.receiveHighWaterMark`, 50],
      ]),
    ),
    compare: (before, after) =>
      `Median age by PUSH: ${age(before, 'push')} before, ${age(after, 'push')} now; with conflate ${age(before, 'conflate')} and ${age(after, 'conflate')}. Lost by PUB: ${count(flow(before, 'pub').lost)} before, ${count(flow(after, 'pub').lost)} now.`,
  },
  why: 'More comes in than goes out, so each policy has to give something up: PUB loses, noDrop refuses, PUSH and DEALER hold up the producer, conflate forgets all but the newest. There is no policy without a price; choose the one that your data can pay.',
  references: [references.socket, references.guidePubSub],
};

const age = (run: RunRecord, id: string): string => duration(flow(run, id).latencyMs?.p50 ?? Number.NaN);

function figuresOf(run: RunRecord, id: string): readonly Figure[] {
  const { lost, latencyMs } = flow(run, id);
  const { blockedMs, refused } = socketOf(run, id);
  return [
    measured('lost', lost, 'messages'),
    measured('refused', refused, 'messages'),
    measured('sender waited', blockedMs, 'ms'),
    measured('median age', latencyMs?.p50, 'ms'),
  ];
}
