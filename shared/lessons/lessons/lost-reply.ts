import { count } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { flowOf, type RunRecord, socketOf, steadyRate } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: the lost reply',
  description:
    'client asks again as soon as it has its reply; server takes 100 ms for each. server dies after one and a half seconds and is back one second later.',
  seconds: 6,
  sockets: [
    { id: 'client', type: 'req', produce: { rate: 0, size: 256 } },
    { id: 'server', type: 'rep', consume: { serviceMs: 100 } },
  ],
  links: [{ from: 'client', to: 'server', bind: 'to' }],
  steps: [
    { atMs: 1500, do: 'kill', socket: 'server' },
    { atMs: 2500, do: 'restart', socket: 'server' },
  ],
});

const replies = (run: RunRecord): number => flowOf(run, 'client-server/reply').delivered;
const asked = (run: RunRecord): number => socketOf(run, 'client').accepted;
/** Asked anything in the second half of the run, when server was back. */
const wentOn = (run: RunRecord): boolean => steadyRate(run, 'client-server', 'sent') > 0;

export const lostReply: Lesson = {
  id: 'lost-reply',
  chapter: 'ends',
  title: 'The lost reply',
  question:
    'client (REQ) asks about ten times a second. After a second and a half server dies with a request in hand; a second later it is back. What does client do in the seconds that are left?',
  prediction: {
    kind: 'choice',
    label: 'When server is back, client',
    choices: [
      { id: 'goes-on', label: 'goes on asking' },
      { id: 'stuck', label: 'waits for ever' },
    ],
  },
  scenario,
  watch: 'client-server',
  answer: (run) => (asked(run) === 0 ? undefined : wentOn(run) ? 'goes-on' : 'stuck'),
  reveal: (run) => {
    const fate = wentOn(run)
      ? 'It went on asking after server was back.'
      : 'After the request whose reply was lost it never asked again, though server was back and idle.';
    return `client asked ${count(asked(run))} times in ${count(run.report.seconds)} s and got ${count(replies(run))} replies. ${fate}`;
  },
  figures: (run) => [
    measured('requests', asked(run), 'messages'),
    measured('replies', replies(run), 'messages'),
    measured('unanswered', asked(run) - replies(run), 'messages'),
  ],
  remedy: {
    sentence: 'Let client give up after 300 ms and ask again: relaxed, correlate, and a receive timeout.',
    set: {
      'sockets.client.options.relaxed': true,
      'sockets.client.options.correlate': true,
      'sockets.client.options.receiveTimeout': 300,
    },
    compare: (before, after) =>
      `client got ${count(replies(before))} replies before and ${count(replies(after))} now, for ${count(asked(after))} requests.`,
  },
  why: 'REQ is in lock-step: after a request it does nothing but wait for that reply, and a reply that died with its server never comes. A timeout together with relaxed lets it ask again, and correlate keeps a late reply from answering the wrong question.',
  references: [references.requestReply, references.guideReliable],
};
