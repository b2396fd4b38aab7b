import { count } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, type RunRecord, socketOf } from '../run-record.ts';

const dealer = (id: string, startAtMs: number) => ({
  id,
  type: 'dealer',
  options: { routingId: 'clerk' },
  produce: { rate: 200, size: 256 },
  startAtMs,
});

const scenario = labScenario({
  name: 'Lesson: two with one name',
  description: 'first and, half a second later, second connect to desk (ROUTER). Both have the routing id clerk.',
  seconds: 4,
  sockets: [{ id: 'desk', type: 'router', consume: { serviceMs: 0 } }, dealer('first', 0), dealer('second', 500)],
  links: [
    { from: 'first', to: 'desk', bind: 'to' },
    { from: 'second', to: 'desk', bind: 'to' },
  ],
});

const first = (run: RunRecord) => flowOf(run, 'first-desk');
const second = (run: RunRecord) => flowOf(run, 'second-desk');
const errors = (run: RunRecord): number => socketOf(run, 'first').refused + socketOf(run, 'second').refused;

export const oneName: Lesson = {
  id: 'one-name',
  chapter: 'ends',
  title: 'Two with one name',
  question: 'Two clients connect to desk (ROUTER) with the same routing id, one after the other. Whom does desk hear?',
  prediction: {
    kind: 'choice',
    label: 'desk hears',
    choices: [
      { id: 'both', label: 'both' },
      { id: 'first', label: 'only the first' },
      { id: 'second', label: 'only the second' },
    ],
  },
  scenario,
  watch: 'second-desk',
  answer: (run) => {
    if (socketOf(run, 'first').accepted === 0 || socketOf(run, 'second').accepted === 0) return undefined;
    if (first(run).delivered > 0 && second(run).delivered > 0) return 'both';
    if (second(run).delivered > 0) return 'second';
    return first(run).delivered > 0 ? 'first' : undefined;
  },
  reveal: (run) =>
    `desk read ${count(first(run).delivered)} messages of first and ${count(second(run).delivered)} of second, though second is connected, sent ${count(socketOf(run, 'second').accepted)} messages and was told of ${count(socketOf(run, 'second').refused)} errors. ${count(second(run).lost)} were lost with its connection.`,
  figures: (run) => [
    measured('first: sent', socketOf(run, 'first').accepted, 'messages'),
    measured('first: read by desk', first(run).delivered, 'messages'),
    measured('second: sent', socketOf(run, 'second').accepted, 'messages'),
    measured('second: read by desk', second(run).delivered, 'messages'),
    measured('errors', errors(run), 'messages'),
  ],
  remedy: {
    sentence: 'Give second a routing id of its own.',
    set: { 'sockets.second.options.routingId': 'other-clerk' },
    compare: (before, after) =>
      `desk read ${count(second(before).delivered)} messages of second before and ${count(second(after).delivered)} now.`,
  },
  why: 'A ROUTER knows its peers by routing id, and one that comes with an id that is taken is ignored for as long as the other is there. Ids have to be unique, or left to libzmq; with handover the newcomer takes the place instead.',
  references: [references.setsockopt, references.guideRouting],
};
