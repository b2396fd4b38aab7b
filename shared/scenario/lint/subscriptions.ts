import type { SocketSpec } from '../scenario.ts';
import { subscriptionRoom } from '../sent-subscriptions.ts';
import { count, type Joint, type LintRemark, type LintRule, optionOf, remedy, talksOutside } from './remark.ts';

/** What subscribers ask for against what their publishers send. */
export const subscriptionRules: readonly LintRule[] = [
  ({ scenario, jointsOf }) =>
    scenario.sockets.filter(isSubscriber).flatMap((socket) => lintSubscriber(socket, jointsOf(socket))),
  ({ scenario, joints }) =>
    joints
      .filter(({ to }) => isSubscriber(to) && !scenario.proxies.some(({ frontend }) => frontend === to.id))
      .flatMap(lintDropped),
  ({ joints }) => joints.flatMap(lintInverted),
  ({ joints }) => joints.flatMap(lintLateJoiner),
];

const isSubscriber = (socket: SocketSpec): boolean => socket.type === 'sub' || socket.type === 'xsub';

const lintSubscriber = (socket: SocketSpec, joints: readonly Joint[]): readonly LintRemark[] => {
  if (socket.subscribe.length === 0)
    return joints.length > 0 || talksOutside(socket) ? [noSubscription(socket, joints)] : [];
  const inverted = joints.some(({ from }) => optionOf(from, 'invertMatching') === true);
  if (joints.length === 0 || inverted || talksOutside(socket)) return [];
  const topics = joints.flatMap(({ from }) => from.produce?.topics ?? []);
  if (topics.length === 0) return [];
  const idle = socket.subscribe.filter((prefix) => !topics.some((topic) => topic.startsWith(prefix)));
  return idle.length === 0 ? [] : [idleSubscription(socket, idle, topics)];
};

const noSubscription = (socket: SocketSpec, joints: readonly Joint[]): LintRemark => ({
  code: 'no-subscription',
  subject: socket.id,
  severity: 'warning',
  sentence: `${socket.id} subscribes to nothing, so it receives nothing.`,
  path: `sockets.${socket.id}.subscribe`,
  remedies: [subscribeTo(socket, joints[0]?.from.produce?.topics[0] ?? '')],
});

const idleSubscription = (socket: SocketSpec, idle: readonly string[], topics: readonly string[]): LintRemark => {
  const all = idle.length === socket.subscribe.length;
  const offer = [...new Set(topics)]
    .slice(0, 3)
    .map((topic) => JSON.stringify(topic))
    .join(', ');
  return {
    code: 'subscription-matches-nothing',
    subject: socket.id,
    severity: all ? 'warning' : 'note',
    sentence: `${socket.id} subscribes to ${JSON.stringify(idle[0])}, but no topic that it can hear begins so: ${offer}.`,
    path: `sockets.${socket.id}.subscribe`,
    remedies: all ? [subscribeTo(socket, topics[0] ?? '')] : [],
  };
};

const subscribeTo = (socket: SocketSpec, topic: string) =>
  remedy(
    topic === '' ? 'Subscribe to everything' : `Subscribe to ${JSON.stringify(topic)}`,
    `sockets.${socket.id}.subscribe`,
    topic,
  );

const lintDropped = ({ from, to, link }: Joint): readonly LintRemark[] => {
  const asked = new Set(to.subscribe).size;
  const room = subscriptionRoom(to, from, link.transport);
  if (asked <= room) return [];
  const path = `sockets.${to.id}.options.sendHighWaterMark`;
  return [
    {
      code: 'subscriptions-above-mark',
      subject: to.id,
      severity: 'warning',
      sentence: `${to.id} has ${count(asked)} subscriptions, and ${link.id} takes only ${count(room)} of them at once: libzmq drops the others without a word.`,
      path,
      remedies: [remedy(`Raise the send mark of ${to.id} to ${count(asked)}`, path, asked)],
    },
  ];
};

/** zmq_setsockopt(3), ZMQ_INVERT_MATCHING: both ends must have it, or the subscriber refuses all that comes. */
const lintInverted = ({ from, to, link }: Joint): readonly LintRemark[] => {
  if (to.type !== 'sub' || optionOf(from, 'invertMatching') === optionOf(to, 'invertMatching')) return [];
  const inverted = optionOf(from, 'invertMatching') === true;
  return [
    {
      code: 'inverted-at-one-end',
      subject: link.id,
      severity: 'warning',
      sentence: `${(inverted ? from : to).id} inverts its subscriptions and ${(inverted ? to : from).id} does not, so ${to.id} gets nothing.`,
      path: `sockets.${(inverted ? to : from).id}.options.invertMatching`,
      remedies: [remedy('Invert at neither end', `sockets.${(inverted ? from : to).id}.options.invertMatching`, false)],
    },
  ];
};

const lintLateJoiner = ({ from, to }: Joint): readonly LintRemark[] => {
  if (!isSubscriber(to) || from.produce === undefined) return [];
  const first = from.startAtMs + from.produce.startAtMs;
  if (to.startAtMs <= first) return [];
  return [
    {
      code: 'late-joiner',
      subject: to.id,
      severity: 'note',
      sentence: `${to.id} joins ${to.startAtMs - first} ms after ${from.id} began to publish; what was sent before then it never gets.`,
      path: `sockets.${to.id}.startAtMs`,
      remedies: [remedy(`Start ${to.id} with the run`, `sockets.${to.id}.startAtMs`, 0)],
    },
  ];
};
