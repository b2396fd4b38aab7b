import { count, duration } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { eventsAt, flowOf, type RunRecord, socketOf } from '../run-record.ts';

/**
 * A link would be refused for its types, so both ends name the place. Below the ports that systems hand out. The first message
 * comes when the refusal is over. How many are accepted is not the point: 1,000 as a rule, but only 1 when one was under way
 * during the refusal (1 of 3 runs here); neither is an error, and nothing arrives.
 */
const endpoint = 'tcp://127.0.0.1:27185';

const scenarioWith = (type: 'sub' | 'pull', description: string) =>
  labScenario({
    name: 'Lesson: the wrong type',
    description,
    seconds: 5,
    sockets: [
      { id: 'source', type: 'push', connect: [endpoint], produce: { rate: 500, size: 256, startAtMs: 1000 } },
      {
        id: 'reader',
        type,
        bind: [endpoint],
        ...(type === 'sub' ? { subscribe: [''] } : {}),
        consume: { serviceMs: 0 },
      },
    ],
  });

const source = (run: RunRecord) => socketOf(run, 'source');
const reader = (run: RunRecord) => socketOf(run, 'reader');
const delivered = (run: RunRecord): number => flowOf(run, 'source-reader').delivered;
const eventCount = (run: RunRecord, event: string): number =>
  eventsAt(run, 'source')
    .filter((seen) => seen.event === event)
    .reduce((sum, seen) => sum + (seen.count ?? 1), 0);

export const wrongType: Lesson = {
  id: 'wrong-type',
  chapter: 'causes',
  title: 'The wrong type',
  question:
    'source (PUSH) connects over tcp to reader (SUB), and a PUSH cannot talk to a SUB. How does its send tell source?',
  prediction: {
    kind: 'choice',
    label: 'Sending',
    choices: [
      { id: 'error', label: 'gives an error at once' },
      { id: 'arrives', label: 'works: reader gets the messages' },
      { id: 'silent', label: 'says nothing, and nothing arrives' },
    ],
  },
  scenario: scenarioWith(
    'sub',
    'source (PUSH) connects to the place that reader (SUB) has bound, and after one second begins to push 500 messages a second. reader subscribes to everything.',
  ),
  watch: 'source-reader',
  /** Only where the connection of tcp came about: a port that others have taken shows the same queue. */
  answer: (run) => {
    if (source(run).offered === 0) return undefined;
    if (source(run).refused > 0) return 'error';
    if (delivered(run) > 0 || reader(run).foreign > 0) return 'arrives';
    if (eventCount(run, 'connect') === 0 || eventCount(run, 'handshake') > 0) return undefined;
    return 'silent';
  },
  reveal: (run) =>
    `tcp connected ${count(eventCount(run, 'connect'))} ${eventCount(run, 'connect') === 1 ? 'time' : 'times'}, and ${count(eventCount(run, 'handshake'))} handshakes followed. ${count(source(run).accepted)} sends succeeded with ${count(source(run).refused)} errors, then source stood for ${duration(source(run).blockedMs)}. reader read ${count(delivered(run))} messages.`,
  figures: (run) => [
    measured('accepted from source', source(run).accepted, 'messages'),
    measured('delivered', delivered(run), 'messages'),
    measured('errors at source', source(run).refused, 'messages'),
    measured('source waited', source(run).blockedMs, 'ms'),
    measured('handshakes', eventCount(run, 'handshake'), 'count'),
  ],
  remedy: {
    sentence: 'Make reader a PULL, the type that a PUSH talks to.',
    scenario: scenarioWith(
      'pull',
      'source (PUSH) connects to the place that reader (PULL) has bound, and after one second begins to push 500 messages a second.',
    ),
    compare: (before, after) =>
      `Handshakes: ${count(eventCount(before, 'handshake'))} before, ${count(eventCount(after, 'handshake'))} now. reader read ${count(delivered(before))} of ${count(source(before).accepted)} messages before and ${count(delivered(after))} of ${count(source(after).accepted)} now.`,
  },
  why: 'Each end names its socket type in the handshake, and one that cannot talk to the other closes the connection for good, without an error to the program. A send only puts a message into a queue, so a PUSH goes on until its mark, or stands earlier; a monitor shows a connection that ended before its handshake.',
  references: [references.pipeline, references.zmtp, references.monitor],
};
