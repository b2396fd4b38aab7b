import { count, duration, list } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import { type Myth, notShown, probeExperiment, verdictOf } from '../myth.ts';
import { references } from '../reference.ts';

const curveClient = (id: string, keyPair: string, serverKey: string) => ({
  id,
  type: 'push',
  security: { mechanism: 'curve', role: 'client', keyPair, serverKey },
  produce: { rate: 10, size: 128 },
});

const curveEvents: Myth = {
  id: 'curve-event-names',
  claim: 'The monitor reports CURVE_CLOSE_FAILED and CURVE_AUTH errors.',
  method: 'A CURVE server, a client with the wrong key of the server, and a client that the server does not let in.',
  experiment: {
    kind: 'run',
    scenario: labScenario({
      name: 'Myth: names of CURVE errors',
      seconds: 2,
      keyPairs: { server: 'generate', other: 'generate', known: 'generate', stranger: 'generate' },
      zap: { curve: ['known'] },
      sockets: [
        {
          id: 'server',
          type: 'pull',
          security: { mechanism: 'curve', role: 'server', keyPair: 'server' },
          consume: { serviceMs: 0 },
        },
        curveClient('wrong-key', 'known', 'other'),
        curveClient('refused', 'stranger', 'server'),
      ],
      links: [
        { from: 'wrong-key', to: 'server', bind: 'to' },
        { from: 'refused', to: 'server', bind: 'to' },
      ],
    }),
    judge: ({ report }) => {
      const failures = report.events.filter(({ event }) => event.startsWith('handshake:error'));
      const names = [...new Set(failures.map(({ event }) => event))].sort();
      const claimed = report.events.filter(({ event }) => /curve/i.test(event));
      const figures = [
        measured(
          'failed handshakes reported',
          failures.reduce((sum, event) => sum + (event.count ?? 1), 0),
          'count',
        ),
        measured('events with CURVE in their name', claimed.length, 'count'),
      ];
      if (!names.includes('handshake:error:auth') || !names.includes('handshake:error:protocol'))
        return notShown('Only some of the handshakes had failed when this run ended.', figures);
      return verdictOf(
        claimed.length === 0,
        `Both clients were turned away, and the monitor called it ${list(names, 6)}. No event had CURVE in its name.`,
        figures,
      );
    },
  },
  references: [references.monitor, references.curve],
};

const sendFailed: Myth = {
  id: 'send-failed-event',
  claim: 'EVENT_SEND_FAILED in the monitor is a clue.',
  method: 'Lets sends fail under a monitor, and reads from the loaded library which other events it has names for.',
  experiment: probeExperiment('event-names', ({ failedSends, seen, known }) => {
    const names = [...new Set([...seen, ...known])].sort();
    const sending = names.filter((name) => /send/i.test(name));
    const figures = [
      measured('sends that failed', failedSends, 'count'),
      measured('names of events', names.length, 'count'),
      measured('of them about sending', sending.length, 'count'),
    ];
    if (failedSends === 0) return notShown('No send failed.', figures);
    return verdictOf(
      sending.length === 0,
      `${count(failedSends)} sends failed. Meanwhile the monitor said ${seen.length === 0 ? 'nothing' : list(seen, seen.length)}${known.length === 0 ? '' : `, and the library's own text has ${list(known, known.length)}`}. ${sending.length === 0 ? 'No event is about sending.' : `About sending: ${list(sending, 6)}.`}`,
      figures,
    );
  }),
  references: [references.monitor],
};

const noDelay: Myth = {
  id: 'tcp-nodelay',
  claim: 'Set TCP_NODELAY.',
  method:
    'Looks for such an option, and times two small messages in a row: over ZeroMQ, and over plain tcp with and without the delay.',
  experiment: probeExperiment('no-delay', ({ optionNames, matchingNames, zeromqMs, plainTcpMs, plainTcpNoDelayMs }) => {
    const figures = [
      measured('option names looked through', optionNames, 'count'),
      measured('exchange over ZeroMQ', zeromqMs, 'ms'),
      measured('over plain tcp', plainTcpMs, 'ms'),
      measured('over plain tcp with TCP_NODELAY', plainTcpNoDelayMs, 'ms'),
    ];
    if (plainTcpMs < 3 * plainTcpNoDelayMs)
      return notShown(
        'Plain tcp did not hold back the second message on this machine, so there is nothing to compare with.',
        figures,
      );
    if (plainTcpMs < 3 * zeromqMs)
      return notShown(
        `This machine was too slow to tell: two small messages took ${duration(zeromqMs)} over ZeroMQ, for whatever reason. Close what else keeps it busy, then run it again.`,
        figures,
      );
    return verdictOf(
      matchingNames.length === 0,
      `${matchingNames.length === 0 ? `None of ${count(optionNames)} options has such a name` : `There is ${list(matchingNames)}`}, and none is needed: two small messages and their answer took ${duration(zeromqMs)} over ZeroMQ. Plain tcp took ${duration(plainTcpMs)}, and ${duration(plainTcpNoDelayMs)} when told not to delay.`,
      figures,
    );
  }),
  references: [references.setsockopt, references.tcp],
};

const queueDepth: Myth = {
  id: 'library-queue-depth',
  claim: 'A queue-depth figure from the library would settle it.',
  method:
    'Fills a queue to its limit, then reads 50 messages at a time and asks after each whether the library sees room.',
  experiment: probeExperiment('queue-credit', ({ limit, waitingWhileFull, acceptedThen, depthNames }) => {
    const figures = [
      measured('accepted until full', limit, 'messages'),
      measured('waiting while it still counted as full', waitingWhileFull, 'messages'),
      measured('accepted at once afterwards', acceptedThen, 'messages'),
    ];
    if (limit === 0 || acceptedThen === 0) return notShown('The queue could not be filled and emptied.', figures);
    return verdictOf(
      waitingWhileFull < limit && depthNames.length === 0,
      `${depthNames.length === 0 ? 'No property of any socket is a depth. And what the library keeps for itself is not one either' : `The library offers ${list(depthNames)}`}: with only ${count(waitingWhileFull)} of ${count(limit)} messages left it still counted the queue as full, and then accepted ${count(acceptedThen)} at once.`,
      figures,
    );
  }),
  references: [references.getsockopt, references.setsockopt],
};

export const libraryMyths: readonly Myth[] = [curveEvents, sendFailed, noDelay, queueDepth];
