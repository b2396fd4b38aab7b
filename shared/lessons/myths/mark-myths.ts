import { count, duration, list } from '../../diagnosis/figure-words.ts';
import { estimated, measured } from '../figure.ts';
import { smallReceiveBuffer, smallSendBuffer } from '../kernel-buffers.ts';
import { labScenario } from '../lab-scenario.ts';
import { type Myth, notShown, probeExperiment, verdictOf } from '../myth.ts';
import { references } from '../reference.ts';
import { eventsAt, flowOf, momentOf, type RunRecord, socketOf } from '../run-record.ts';
import { twinFeeds } from '../twin-feeds.ts';

const queriedAndSetLive: Myth = {
  id: 'mark-after-connecting',
  claim: 'The high-water mark cannot be queried, let alone changed, once a socket is connected.',
  method:
    'Two connected sockets over inproc with marks of 10 and 20 and a slow reader. The mark is read, and raised by 100.',
  experiment: {
    kind: 'run',
    scenario: labScenario({
      name: 'Myth: a mark after connecting',
      seconds: 2.4,
      sockets: [
        { id: 'source', type: 'push', options: { sendHighWaterMark: 10 }, produce: { rate: 0, size: 128 } },
        { id: 'worker', type: 'pull', options: { receiveHighWaterMark: 20 }, consume: { serviceMs: 5 } },
      ],
      links: [{ from: 'source', to: 'worker', transport: 'inproc' }],
      steps: [{ atMs: 1400, set: { 'sockets.source.options.sendHighWaterMark': 110 } }],
    }),
    judge: (run) => {
      const read = socketOf(run, 'source').options.sendHighWaterMark;
      const before = momentOf(run, 'source-worker', 'queued', 'half');
      const most = flowOf(run, 'source-worker').peakQueued;
      const figures = [
        measured('mark, read while connected', typeof read === 'number' ? read : undefined, 'messages'),
        estimated('waiting before', before, 'messages'),
        measured('most that waited, after the mark was raised by 100', most, 'messages'),
      ];
      if (!(before > 0)) return notShown('Nothing waited, so no mark was reached.', figures);
      return verdictOf(
        typeof read === 'number' && most > 60,
        `With marks of 10 and 20 about ${count(before)} messages waited. Raised by 100 on the same connection, the mark let up to ${count(most)} wait. Read while connected, it is ${String(read)} now.`,
        figures,
      );
    },
  },
  references: [references.getsockopt, references.setsockopt],
};

const hwmOption: Myth = {
  id: 'hwm-option',
  claim: 'Set zmq.HWM.',
  method: 'Asks the library in every way that there is for an option of that name or number.',
  experiment: probeExperiment('mark-option', ({ attempts, sendHighWaterMark, receiveHighWaterMark }) => {
    const worked = attempts.filter((attempt) => attempt.worked);
    return verdictOf(
      worked.length === 0,
      `${attempts.map(({ how, outcome }) => `${how}: ${outcome}.`).join(' ')} The two marks that exist were untouched: ${count(sendHighWaterMark)} for sending and ${count(receiveHighWaterMark)} for receiving.`,
      [
        measured('ways tried', attempts.length, 'count'),
        measured('ways that worked', worked.length, 'count'),
        measured('sendHighWaterMark', sendHighWaterMark, 'messages'),
        measured('receiveHighWaterMark', receiveHighWaterMark, 'messages'),
      ],
    );
  }),
  references: [references.setsockopt],
};

const inboundMark = 2000;
const outboundMark = 10;
const settleMs = 300;

const receiveMarkIsInbound: Myth = {
  id: 'receive-mark-outbound',
  claim: "The receiver's high-water mark sizes an outbound queue.",
  method:
    'worker may hold 2,000 messages and does not read; source may hold 10, sends until it stands, and is killed. Then worker reads what is there.',
  experiment: {
    kind: 'run',
    scenario: labScenario({
      name: "Myth: the receiver's mark",
      seconds: 3,
      sockets: [
        {
          id: 'source',
          type: 'push',
          options: { sendHighWaterMark: outboundMark, ...smallSendBuffer },
          produce: { rate: 5000, size: 1024 },
        },
        { id: 'worker', type: 'pull', options: { receiveHighWaterMark: inboundMark, ...smallReceiveBuffer } },
      ],
      links: [{ from: 'source', to: 'worker', bind: 'to' }],
      steps: [{ atMs: 1700, do: 'kill', socket: 'source' }],
    }),
    judge: (run) => {
      const { sent, delivered, lost } = flowOf(run, 'source-worker');
      const { blockedMs } = socketOf(run, 'source');
      const figures = [
        measured('accepted from source', sent, 'messages'),
        measured('read after source was gone', delivered, 'messages'),
        measured('lost with source', lost, 'messages'),
      ];
      // Until it has stood for a while, what is on its way may not have come to rest.
      if (sent < inboundMark || blockedMs < settleMs)
        return notShown(`source was stopped too early: only ${count(sent)} messages were accepted.`, figures);
      return verdictOf(
        delivered >= inboundMark,
        `source is gone, and with it whatever was outbound: ${count(lost)} messages. ${count(delivered)} were still there to be read, so they had been waiting inbound, at worker.`,
        figures,
      );
    },
  },
  references: [references.setsockopt],
};

const fullTypes = [
  { type: 'pub', to: { type: 'sub', subscribe: [''] } },
  { type: 'xpub', to: { type: 'sub', subscribe: [''] } },
  { type: 'router', to: { type: 'dealer' } },
  { type: 'push', to: { type: 'pull' } },
  { type: 'dealer', to: { type: 'router' } },
  { type: 'pair', to: { type: 'pair' } },
] as const;

/** Lost anything at a full queue: drops. Stood and lost nothing: blocks. */
const ruleSeen = (run: RunRecord, type: string): 'drops' | 'blocks' | 'neither' => {
  if (flowOf(run, `${type}-${type}-reader`).lost > 0) return 'drops';
  return socketOf(run, type).blockedMs > 0 ? 'blocks' : 'neither';
};

const marksDrop: Myth = {
  id: 'full-means-dropped',
  claim: 'At the high-water mark messages are dropped.',
  method: 'Six types of socket send to readers that do not read, until every queue is full.',
  experiment: {
    kind: 'run',
    scenario: labScenario({
      name: 'Myth: full means dropped',
      seconds: 3,
      sockets: fullTypes.flatMap(({ type, to }) => [
        {
          id: type,
          type,
          options: {
            sendHighWaterMark: 10,
            ...smallSendBuffer,
            ...(type === 'dealer' ? { routingId: 'sender' } : {}),
          },
          produce: { rate: 500, size: 1024 },
        },
        {
          id: `${type}-reader`,
          ...to,
          options: {
            receiveHighWaterMark: 10,
            ...smallReceiveBuffer,
            ...(to.type === 'dealer' ? { routingId: 'reader' } : {}),
          },
        },
      ]),
      links: fullTypes.map(({ type }) => ({ from: type, to: `${type}-reader` })),
    }),
    judge: (run) => {
      const typesThat = (rule: string): readonly string[] =>
        fullTypes.filter(({ type }) => ruleSeen(run, type) === rule).map(({ type }) => type.toUpperCase());
      const figures = fullTypes.flatMap(({ type }) => [
        measured(`${type.toUpperCase()}: lost`, flowOf(run, `${type}-${type}-reader`).lost, 'messages'),
        measured(`${type.toUpperCase()}: waited`, socketOf(run, type).blockedMs, 'ms'),
      ]);
      const neither = typesThat('neither');
      if (neither.length > 0) return notShown(`${list(neither, 6)} did not get full in this run.`, figures);
      const [drop, block] = [typesThat('drops'), typesThat('blocks')];
      return verdictOf(
        block.length > 0,
        `${list(drop, 6)} dropped messages. ${list(block, 6)} lost none and made the sender wait.`,
        figures,
      );
    },
  },
  references: [references.socket],
};

const raisedMark = 5000;

const raiseTheMark: Myth = {
  id: 'raise-the-mark',
  claim: "Raise the receiver's high-water mark to stop the loss.",
  method: 'The same feed twice, ten times too fast for its reader: one reader has a mark of 1,000, the other of 5,000.',
  experiment: {
    kind: 'run',
    scenario: labScenario({ ...twinFeeds(raisedMark), name: 'Myth: raise the mark', seconds: 4 }),
    judge: (run) => {
      const [small, large] = [flowOf(run, 'feed-a-small'), flowOf(run, 'feed-b-large')];
      const figures = [
        measured('first loss at mark 1,000', small.firstLossAtMs, 'ms'),
        measured('first loss at mark 5,000', large.firstLossAtMs, 'ms'),
        measured('lost at mark 1,000', small.lost, 'messages'),
        measured('lost at mark 5,000', large.lost, 'messages'),
      ];
      if (small.firstLossAtMs === null) return notShown('Nothing was lost at the low mark either.', figures);
      return verdictOf(
        large.firstLossAtMs !== null,
        large.firstLossAtMs === null
          ? `At the low mark ${count(small.lost)} messages were lost, at the high one none, for as long as this run went.`
          : `The first loss came after ${duration(large.firstLossAtMs)} instead of ${duration(small.firstLossAtMs)}, and then it went on as before: ${count(large.lost)} lost with the high mark, ${count(small.lost)} with the low one.`,
        figures,
      );
    },
  },
  references: [references.setsockopt, references.guidePatterns],
};

const pushHasNoMark: Myth = {
  id: 'push-has-no-mark',
  claim: 'A PUSH has no high-water mark that you set.',
  method: 'A PUSH with a mark of 5 is connected to an address where nobody listens, and sends.',
  experiment: {
    kind: 'run',
    scenario: labScenario({
      name: 'Myth: PUSH has no mark',
      seconds: 2,
      sockets: [
        {
          id: 'source',
          type: 'push',
          options: { sendHighWaterMark: 5, linger: 0 },
          produce: { rate: 200, size: 128 },
          connect: ['tcp://127.0.0.1:9'],
        },
      ],
    }),
    judge: (run) => {
      const { accepted, blockedMs, options } = socketOf(run, 'source');
      const figures = [
        measured('mark that was set', Number(options.sendHighWaterMark), 'messages'),
        measured('accepted', accepted, 'messages'),
        measured('waited', blockedMs, 'ms'),
      ];
      if (accepted === 0) return notShown('Nothing was accepted at all.', figures);
      if (eventsAt(run, 'source').some(({ event }) => event === 'handshake'))
        return notShown(
          'Somebody listens on port 9 of this machine after all, so the messages were not for nobody.',
          figures,
        );
      return verdictOf(
        accepted === 5 && blockedMs > 0,
        `With a mark of 5 exactly ${count(accepted)} messages were accepted for nobody; then source stood for ${duration(blockedMs)}.`,
        figures,
      );
    },
  },
  references: [references.setsockopt, references.socket],
};

export const markMyths: readonly Myth[] = [
  queriedAndSetLive,
  hwmOption,
  receiveMarkIsInbound,
  marksDrop,
  raiseTheMark,
  pushHasNoMark,
];
