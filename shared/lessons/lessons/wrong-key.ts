import { count, duration } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import type { Lesson } from '../lesson.ts';
import { references } from '../reference.ts';
import { eventsAt, flowOf, type RunRecord, socketOf } from '../run-record.ts';

const scenario = labScenario({
  name: 'Lesson: the wrong key',
  description: 'source encrypts for vault (CURVE), but with the key of another server. It sends 200 messages a second.',
  seconds: 4,
  keyPairs: { vault: 'generate', another: 'generate', source: 'generate' },
  sockets: [
    {
      id: 'source',
      type: 'push',
      options: { sendHighWaterMark: 100 },
      security: { mechanism: 'curve', role: 'client', keyPair: 'source', serverKey: 'another' },
      produce: { rate: 200, size: 256 },
    },
    {
      id: 'vault',
      type: 'pull',
      security: { mechanism: 'curve', role: 'server', keyPair: 'vault' },
      consume: { serviceMs: 0 },
    },
  ],
  links: [{ from: 'source', to: 'vault', bind: 'to' }],
});

const flow = (run: RunRecord) => flowOf(run, 'source-vault');
const source = (run: RunRecord) => socketOf(run, 'source');
/** A storm is folded into one line with its count. */
const eventCount = (run: RunRecord, socket: string, begins: string): number =>
  eventsAt(run, socket)
    .filter(({ event }) => event.startsWith(begins))
    .reduce((sum, event) => sum + (event.count ?? 1), 0);

export const wrongKey: Lesson = {
  id: 'wrong-key',
  chapter: 'causes',
  title: 'The wrong key',
  question: 'source holds the wrong key of the server, so no message can get through. How does its send tell it?',
  prediction: {
    kind: 'choice',
    label: 'Sending',
    choices: [
      { id: 'error', label: 'gives an error at once' },
      { id: 'waits', label: 'succeeds until the queue is full, then waits' },
      { id: 'loses', label: 'succeeds for ever' },
    ],
  },
  scenario,
  watch: 'source-vault',
  answer: (run) => {
    if (source(run).offered === 0 || flow(run).delivered > 0) return undefined;
    if (source(run).refused > 0) return 'error';
    return source(run).blockedMs > 100 ? 'waits' : 'loses';
  },
  reveal: (run) =>
    `${count(source(run).accepted)} sends succeeded, ${count(source(run).refused)} failed, then source stood for ${duration(source(run).blockedMs)}. vault read ${count(flow(run).delivered)} messages. Only the monitors knew: ${count(eventCount(run, 'vault', 'handshake:error'))} handshakes failed at vault.`,
  figures: (run) => [
    measured('accepted from source', source(run).accepted, 'messages'),
    measured('delivered', flow(run).delivered, 'messages'),
    measured('errors at source', source(run).refused, 'messages'),
    measured('source waited', source(run).blockedMs, 'ms'),
    measured('failed handshakes at vault', eventCount(run, 'vault', 'handshake:error'), 'count'),
  ],
  remedy: {
    sentence: 'Give source the key of vault.',
    set: { 'sockets.source.security.serverKey': 'vault' },
    compare: (before, after) =>
      `vault read ${count(flow(before).delivered)} messages before and ${count(flow(after).delivered)} now. Failed handshakes: ${count(eventCount(before, 'vault', 'handshake:error'))} before, ${count(eventCount(after, 'vault', 'handshake:error'))} now.`,
  },
  why: 'A send only puts a message into a queue, and the handshake of a connection is nobody\u2019s send: when it fails, libzmq connects again and again behind it. Why it failed, only a socket monitor says, and the one at the server says it best.',
  references: [references.curve, references.monitor],
};
