import { count, duration, rate } from '../../diagnosis/figure-words.ts';
import { measured } from '../figure.ts';
import { smallReceiveBuffer, smallSendBuffer } from '../kernel-buffers.ts';
import { labScenario } from '../lab-scenario.ts';
import { type Myth, notShown, verdictOf } from '../myth.ts';
import { references } from '../reference.ts';
import { eventsAt, flowOf, socketOf } from '../run-record.ts';

const smallSend = { sendHighWaterMark: 50, ...smallSendBuffer };
const smallReceive = { receiveHighWaterMark: 50, ...smallReceiveBuffer };

const pubBackpressure: Myth = {
  id: 'pub-no-backpressure',
  claim: 'A PUB has no backpressure.',
  method: 'Two publishers alike, to subscribers that do not read: one as it comes, one with noDrop.',
  experiment: {
    kind: 'run',
    scenario: labScenario({
      name: 'Myth: PUB has no backpressure',
      seconds: 2,
      sockets: [
        { id: 'plain', type: 'pub', options: smallSend, produce: { rate: 1000, size: 1024 } },
        { id: 'careful', type: 'pub', options: { ...smallSend, noDrop: true }, produce: { rate: 1000, size: 1024 } },
        { id: 'deaf-a', type: 'sub', subscribe: [''], options: smallReceive },
        { id: 'deaf-b', type: 'sub', subscribe: [''], options: smallReceive },
      ],
      links: [
        { from: 'plain', to: 'deaf-a' },
        { from: 'careful', to: 'deaf-b' },
      ],
    }),
    judge: (run) => {
      const [plain, careful] = [flowOf(run, 'plain-deaf-a'), flowOf(run, 'careful-deaf-b')];
      const refused = socketOf(run, 'careful').refused;
      const figures = [
        measured('as it comes: lost', plain.lost, 'messages'),
        measured('as it comes: refused', socketOf(run, 'plain').refused, 'messages'),
        measured('with noDrop: lost', careful.lost, 'messages'),
        measured('with noDrop: refused', refused, 'messages'),
      ];
      if (plain.lost === 0) return notShown('The plain publisher lost nothing, so no queue was full.', figures);
      return verdictOf(
        refused > 0 && careful.lost === 0,
        `By default that is so: ${count(plain.lost)} messages were lost and ${count(socketOf(run, 'plain').refused)} sends failed. With noDrop ${count(refused)} sends were refused with EAGAIN and ${count(careful.lost)} messages were lost.`,
        figures,
      );
    },
  },
  references: [references.setsockopt],
};

const networkLoses: Myth = {
  id: 'network-loses',
  claim: 'A saturated network loses messages.',
  method: 'A PUSH and a PUB each send three times what their link can carry, to readers that are idle.',
  experiment: {
    kind: 'run',
    scenario: labScenario({
      name: 'Myth: the network loses messages',
      seconds: 3,
      sockets: [
        { id: 'waiting', type: 'push', options: smallSend, produce: { rate: 900, size: 1024 } },
        { id: 'dropping', type: 'pub', options: smallSend, produce: { rate: 900, size: 1024 } },
        { id: 'reader-a', type: 'pull', options: smallReceive, consume: { serviceMs: 0 } },
        { id: 'reader-b', type: 'sub', subscribe: [''], options: smallReceive, consume: { serviceMs: 0 } },
      ],
      links: [
        { from: 'waiting', to: 'reader-a', conditions: { bytesPerSecond: 310_000 } },
        { from: 'dropping', to: 'reader-b', conditions: { bytesPerSecond: 310_000 } },
      ],
    }),
    judge: (run) => {
      const [waiting, dropping] = [flowOf(run, 'waiting-reader-a'), flowOf(run, 'dropping-reader-b')];
      const { blockedMs } = socketOf(run, 'waiting');
      const figures = [
        measured('PUSH: sent', waiting.sent, 'messages'),
        measured('PUSH: lost', waiting.lost, 'messages'),
        measured('PUSH: waited', blockedMs, 'ms'),
        measured('PUB: lost', dropping.lost, 'messages'),
      ];
      if (blockedMs === 0) return notShown('The link was not saturated: the sender never had to wait.', figures);
      return verdictOf(
        waiting.lost === 0,
        `The link carried ${rate(waiting.deliveredPerSecond)} of 900. PUSH waited ${duration(blockedMs)} before it, and ${waiting.lost === 0 ? `every one of its ${count(waiting.sent)} messages arrived` : `${count(waiting.lost)} were lost`}. On the same kind of link PUB lost ${count(dropping.lost)}: by its own rule, not by the network's.`,
        figures,
      );
    },
  },
  references: [references.tcp, references.socket],
};

const guaranteedDelivery: Myth = {
  id: 'guaranteed-delivery',
  claim: 'PUSH and PULL guarantee delivery, and DEALER and ROUTER have backpressure built in.',
  method: 'A PUSH whose worker dies, and a ROUTER that writes to a DEALER that does not read.',
  experiment: {
    kind: 'run',
    scenario: labScenario({
      name: 'Myth: guaranteed delivery',
      seconds: 3,
      sockets: [
        { id: 'source', type: 'push', produce: { rate: 1000, size: 1024 } },
        { id: 'doomed', type: 'pull', consume: { serviceMs: 4 } },
        { id: 'desk', type: 'router', options: smallSend, produce: { rate: 1000, size: 1024 } },
        { id: 'deaf', type: 'dealer', options: { ...smallReceive, routingId: 'deaf' } },
      ],
      links: [
        { from: 'source', to: 'doomed' },
        { from: 'desk', to: 'deaf' },
      ],
      steps: [{ atMs: 1500, do: 'kill', socket: 'doomed' }],
    }),
    judge: (run) => {
      const [push, router] = [flowOf(run, 'source-doomed'), flowOf(run, 'desk-deaf')];
      const [source, desk] = [socketOf(run, 'source'), socketOf(run, 'desk')];
      const figures = [
        measured('PUSH: lost', push.lost, 'messages'),
        measured('PUSH: errors', source.refused, 'messages'),
        measured('ROUTER: lost', router.lost, 'messages'),
        measured('ROUTER: errors', desk.refused, 'messages'),
        measured('ROUTER: waited', desk.blockedMs, 'ms'),
      ];
      if (push.sent === 0 || router.sent === 0) return notShown('Nothing was sent.', figures);
      return verdictOf(
        push.lost > 0 && router.lost > 0,
        `The worker died with ${count(push.lost)} messages that PUSH had sent without an error. ROUTER lost ${count(router.lost)} for a peer that does not read, waited ${duration(desk.blockedMs)} and saw ${count(desk.refused)} errors.`,
        figures,
      );
    },
  },
  references: [references.pipeline, references.socket, references.guideReliable],
};

const lossIsLoud: Myth = {
  id: 'loss-is-loud',
  claim: 'Loss tells you that you are drowning.',
  method: 'A publisher drowns its subscriber, and everything the library says to it is written down.',
  experiment: {
    kind: 'run',
    scenario: labScenario({
      name: 'Myth: loss is loud',
      seconds: 2,
      sockets: [
        { id: 'feed', type: 'pub', options: smallSend, produce: { rate: 2000, size: 1024 } },
        { id: 'slow', type: 'sub', subscribe: [''], options: smallReceive, consume: { serviceMs: 5 } },
      ],
      links: [{ from: 'feed', to: 'slow' }],
    }),
    judge: (run) => {
      const { lost, firstLossAtMs } = flowOf(run, 'feed-slow');
      const { refused } = socketOf(run, 'feed');
      const endMs = run.report.seconds * 1000;
      const said = [...eventsAt(run, 'feed'), ...eventsAt(run, 'slow')].filter(
        ({ atMs }) => firstLossAtMs !== null && atMs >= firstLossAtMs && atMs < endMs,
      );
      const figures = [
        measured('lost', lost, 'messages'),
        measured('sends that failed', refused, 'messages'),
        measured('monitor events while it lost', said.length, 'count'),
      ];
      if (firstLossAtMs === null) return notShown('Nothing was lost.', figures);
      return verdictOf(
        refused === 0 && said.length === 0,
        `From ${duration(firstLossAtMs)} on, ${count(lost)} messages were lost. Meanwhile ${count(refused)} sends failed and the monitors of both sockets reported ${count(said.length)} events.`,
        figures,
      );
    },
  },
  references: [references.socket, references.monitor],
};

export const lossMyths: readonly Myth[] = [pubBackpressure, networkLoses, guaranteedDelivery, lossIsLoud];
