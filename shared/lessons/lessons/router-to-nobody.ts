import { count } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, type RunRecord, socketOf } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: a router and nobody',
  description: 'desk (ROUTER) writes to alice and bob in turn. Only alice is connected.',
  seconds: 4,
  sockets: [
    { id: 'desk', type: 'router', produce: { rate: 500, size: 256, to: ['alice', 'bob'] } },
    { id: 'peer', type: 'dealer', options: { routingId: 'alice' }, consume: { serviceMs: 0 } },
  ],
  links: [{ from: 'desk', to: 'peer' }],
});

const desk = (run: RunRecord) => socketOf(run, 'desk');
const nowhere = (run: RunRecord): number => desk(run).unroutable ?? 0;

export const routerToNobody: Lesson = {
  id: 'router-to-nobody',
  chapter: 'ends',
  title: 'A router and nobody',
  question:
    'desk (ROUTER) writes to alice and to bob in turn, but there is no bob. What happens to the messages for bob?',
  prediction: {
    kind: 'choice',
    label: 'The messages for bob',
    choices: [
      { id: 'error', label: 'each gives an error' },
      { id: 'wait', label: 'wait until bob connects' },
      { id: 'gone', label: 'are gone, in silence' },
    ],
  },
  scenario,
  watch: 'desk-peer',
  answer: (run) => {
    if (desk(run).offered === 0) return undefined;
    if (desk(run).refused > 0) return 'error';
    return nowhere(run) > 0 ? 'gone' : 'wait';
  },
  reveal: (run) =>
    `desk sent ${count(desk(run).accepted)} messages and was refused ${count(desk(run).refused)} times. alice got ${count(flowOf(run, 'desk-peer').delivered)}; ${count(nowhere(run))} were accepted for bob, who never existed.`,
  figures: (run) => [
    measured('accepted', desk(run).accepted, 'messages'),
    measured('delivered to alice', flowOf(run, 'desk-peer').delivered, 'messages'),
    measured('accepted for nobody', nowhere(run), 'messages'),
    measured('refused', desk(run).refused, 'messages'),
  ],
  remedy: {
    sentence: 'Tell desk to complain: mandatory.',
    set: { 'sockets.desk.options.mandatory': true },
    compare: (before, after) =>
      `Accepted for nobody: ${count(nowhere(before))} before, ${count(nowhere(after))} now. Refused with an error: ${count(desk(before).refused)} before, ${count(desk(after).refused)} now.`,
  },
  why: 'A ROUTER finds its peer by the first frame of a message, and discards what names nobody it knows; a full peer counts the same. With mandatory the send fails instead, and the sender can act on it.',
  references: [references.setsockopt, references.guideRouting],
};
