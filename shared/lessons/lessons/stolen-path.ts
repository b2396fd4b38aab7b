import { count, known } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { eventsAt, momentOf, type RunRecord, socketOf } from '../run-record.ts';

/** Literal, since no link lets two sockets bind one place. */
const path = 'ipc:///tmp/highwater-lesson.ipc';
const ownPath = 'ipc:///tmp/highwater-lesson-second.ipc';

const scenarioWith = (secondBinds: string, description: string) =>
  labScenario({
    name: 'Lesson: two on one path',
    description,
    seconds: 5,
    sockets: [
      { id: 'client', type: 'push', connect: [path], produce: { rate: 200, size: 256 } },
      { id: 'first', type: 'pull', bind: [path], consume: { serviceMs: 0 } },
      { id: 'second', type: 'pull', bind: [secondBinds], startAtMs: 800, consume: { serviceMs: 0 } },
    ],
    steps: [{ atMs: 1500, do: 'restart', socket: 'client' }],
  });

type Server = 'first' | 'second';

const failedBinds = (run: RunRecord): number =>
  [...eventsAt(run, 'first'), ...eventsAt(run, 'second')].filter(({ event }) => event === 'bind:error').length;
/** In the second half of the run, when client has connected anew; 0 where the two do not meet at all. */
const heardLate = (run: RunRecord, server: Server): number =>
  known(momentOf(run, `client-${server}`, 'delivered') - momentOf(run, `client-${server}`, 'delivered', 'half'));
const errors = (run: RunRecord): number => socketOf(run, 'client').refused;

export const stolenPath: Lesson = {
  id: 'stolen-path',
  chapter: 'ends',
  title: 'Two on one path',
  question:
    'first has bound an ipc path, and client pushes to it. Then second binds the same path, and client is started anew. Whom do its messages reach now?',
  prediction: {
    kind: 'choice',
    label: 'client reaches',
    choices: [
      { id: 'first', label: 'first: the path is taken, so second cannot bind it' },
      { id: 'both', label: 'both, in turn' },
      { id: 'second', label: 'only second' },
      { id: 'nobody', label: 'nobody' },
    ],
  },
  scenario: scenarioWith(
    path,
    'first (PULL) binds an ipc path; after 0.8 s second (PULL) binds the same one. client (PUSH) connects to the path and sends 200 messages a second; after 1.5 s it is closed, opened and connected anew.',
  ),
  watch: 'client-second',
  /** Only where first had the path, and client a second half. */
  answer: (run) => {
    if (socketOf(run, 'first').received === 0 || run.moments.size === 0) return undefined;
    const [first, second] = [heardLate(run, 'first') > 0, heardLate(run, 'second') > 0];
    return first && second ? 'both' : first ? 'first' : second ? 'second' : 'nobody';
  },
  reveal: (run) =>
    `second bound the path with ${count(failedBinds(run))} errors. In the second half of the run, after its new start, client reached second with ${count(heardLate(run, 'second'))} messages and first with ${count(heardLate(run, 'first'))}; it was told of ${count(errors(run))} errors. first had read ${count(socketOf(run, 'first').received)} before.`,
  figures: (run) => [
    measured('read by first', socketOf(run, 'first').received, 'messages'),
    measured('read by second', socketOf(run, 'second').received, 'messages'),
    measured('second half: read by first', heardLate(run, 'first'), 'messages'),
    measured('second half: read by second', heardLate(run, 'second'), 'messages'),
    measured('failed binds', failedBinds(run), 'count'),
    measured('errors at client', errors(run), 'messages'),
  ],
  remedy: {
    sentence: 'Give second a path of its own.',
    scenario: scenarioWith(
      ownPath,
      'first (PULL) binds an ipc path; after 0.8 s second (PULL) binds another one. client (PUSH) connects to the path of first and sends 200 messages a second; after 1.5 s it is closed, opened and connected anew.',
    ),
    compare: (before, after) =>
      `After its new start first read ${count(heardLate(before, 'first'))} messages of client before, and ${count(heardLate(after, 'first'))} now.`,
  },
  why: 'Before it binds an ipc path, libzmq removes the file that stands there, whoever made it, so a second bind succeeds; over tcp and inproc it fails. Connections that are there go on, new ones reach the newcomer, and the first socket listens on without a name and without a word.',
  references: [references.ipc],
};
