import type { SocketSpec, StepSpec } from '../scenario.ts';
import { socketTraits } from '../socket-type.ts';
import { count, type Joint, type LintRemark, type LintRule, optionOf, peerOf, remedy, talksOutside } from './remark.ts';

/** Who sends, who reads, and whether that can balance. */
export const trafficRules: readonly LintRule[] = [
  ({ scenario, jointsOf }) => scenario.sockets.flatMap((socket) => lintUnread(socket, jointsOf(socket))),
  ({ scenario, jointsOf }) => scenario.sockets.flatMap((socket) => lintAlone(socket, jointsOf(socket))),
  ({ scenario, jointsOf }) => scenario.sockets.flatMap((socket) => lintOverload(socket, jointsOf(socket), jointsOf)),
  ({ scenario }) => scenario.sockets.flatMap(lintHeartbeat),
  ({ joints }) => joints.flatMap(lintStopped),
  ({ scenario }) =>
    scenario.steps.flatMap((step, index) => {
      const [group, id] = placeOf(step);
      return step.atMs <= scenario.seconds * 1000 || id === undefined || group === 'seconds'
        ? []
        : [lateStep(id, index, step.atMs)];
    }),
];

/** What a step concerns: the first two words of its path. */
function placeOf(step: StepSpec): readonly string[] {
  if ('do' in step) return ['sockets', step.socket];
  return 'fault' in step ? ['faults', step.on] : (Object.keys(step.set)[0] ?? '').split('.');
}

/** Without `consume` a socket does not read until the drain; a rep answers all the same. */
const lintUnread = (socket: SocketSpec, joints: readonly Joint[]): readonly LintRemark[] => {
  if (!socketTraits[socket.type].consumes || socket.type === 'rep' || socket.consume !== undefined) return [];
  const source = joints
    .map((joint) => peerOf(joint, socket))
    .find((peer) => peer.produce !== undefined || peer.type === 'rep');
  if (source === undefined) return [];
  const path = `sockets.${socket.id}.consume.serviceMs`;
  return [
    {
      code: 'never-reads',
      subject: socket.id,
      severity: 'warning',
      sentence: `${socket.id} has no "consume", so it does not read what ${source.id} sends.`,
      path: `sockets.${socket.id}.consume`,
      remedies: [remedy('Read as fast as it goes', path, 0)],
    },
  ];
};

const lintAlone = (socket: SocketSpec, joints: readonly Joint[]): readonly LintRemark[] => {
  if (socket.produce === undefined || joints.length > 0 || talksOutside(socket)) return [];
  const fate = socketTraits[socket.type].whenFull === 'block' ? 'it waits for ever' : 'every message is lost';
  const sentence = `${socket.id} has nobody to send to: ${fate}.`;
  return [
    {
      code: 'nobody-listens',
      subject: socket.id,
      severity: 'warning',
      sentence,
      path: `sockets.${socket.id}.produce`,
      remedies: [],
    },
  ];
};

const lintOverload = (
  socket: SocketSpec,
  joints: readonly Joint[],
  jointsOf: (socket: SocketSpec) => readonly Joint[],
): readonly LintRemark[] => {
  const serviceMs = socket.consume?.serviceMs ?? 0;
  if (serviceMs === 0) return [];
  const senders = joints
    .map((joint) => peerOf(joint, socket))
    .filter((peer) => peer.produce !== undefined && peer.type !== 'req');
  if (senders.length === 0) return [];
  const unbounded = senders.find((sender) => sender.produce?.rate === 0);
  const arriving = senders.reduce((sum, sender) => sum + rateTo(sender, socket, jointsOf(sender)), 0);
  const served = 1000 / serviceMs;
  if (unbounded === undefined && arriving <= served) return [];
  const offer =
    unbounded === undefined ? `about ${count(arriving)}/s will come` : `${unbounded.id} sends as fast as it goes`;
  return [
    {
      code: 'overloaded',
      subject: socket.id,
      severity: 'note',
      sentence: `${socket.id} can serve at most ${count(served)} messages/s (${serviceMs} ms each), but ${offer}.`,
      path: `sockets.${socket.id}.consume.serviceMs`,
      remedies: [remedy('Serve as fast as it goes', `sockets.${socket.id}.consume.serviceMs`, 0)],
    },
  ];
};

/** A publisher's messages count where a subscription takes their topic; who deals in turn gives each peer its share. */
const rateTo = (sender: SocketSpec, receiver: SocketSpec, joints: readonly Joint[]): number => {
  const { rate = 0, topics = [] } = sender.produce ?? {};
  if (socketTraits[sender.type].routing !== 'fan-out') return rate / Math.max(1, joints.length);
  if (optionOf(sender, 'invertMatching') === true) return rate;
  const taken = topics.filter((topic) => receiver.subscribe.some((prefix) => topic.startsWith(prefix)));
  return (rate * taken.length) / Math.max(1, topics.length);
};

/** zmq_setsockopt(3): without an interval the other two heartbeat options do nothing. */
const lintHeartbeat = (socket: SocketSpec): readonly LintRemark[] => {
  const name = ['heartbeatTimeToLive', 'heartbeatTimeout'].find((option) => socket.options[option] !== undefined);
  if (name === undefined || optionOf(socket, 'heartbeatInterval') !== 0) return [];
  return [
    {
      code: 'heartbeat-without-interval',
      subject: socket.id,
      severity: 'note',
      sentence: `${name} does nothing on ${socket.id}, since heartbeatInterval is 0 and no ping is ever sent.`,
      path: `sockets.${socket.id}.options.${name}`,
      remedies: [remedy('Ping every second', `sockets.${socket.id}.options.heartbeatInterval`, 1000)],
    },
  ];
};

const lintStopped = ({ link }: Joint): readonly LintRemark[] => {
  const { cut, stall } = link.conditions;
  if (!cut && !stall) return [];
  const path = `links.${link.id}.conditions.${cut ? 'cut' : 'stall'}`;
  const sentence = `${link.id} is ${cut ? 'cut' : 'stalled'} from the start: nothing passes until that is changed.`;
  return [
    {
      code: 'link-stopped',
      subject: link.id,
      severity: 'note',
      sentence,
      path,
      remedies: [remedy('Let it pass', path, false)],
    },
  ];
};

const lateStep = (subject: string, index: number, atMs: number): LintRemark => ({
  code: 'step-after-end',
  subject,
  severity: 'note',
  sentence: `The step at ${count(atMs)} ms comes after the end of the run and is never taken.`,
  path: `steps.${index}.atMs`,
  remedies: [remedy('Run until one second after it', 'seconds', Math.min(86_400, atMs / 1000 + 1))],
});
