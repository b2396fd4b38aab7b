import type { SocketSpec } from '../scenario.ts';
import { socketTraits } from '../socket-type.ts';
import { count, type Joint, type LintRemark, type LintRule, optionOf, remedy, talksOutside } from './remark.ts';

/** What queues hold, and what becomes of it. */
export const queueRules: readonly LintRule[] = [
  ({ scenario, jointsOf }) => scenario.sockets.flatMap((socket) => lintConflate(socket, jointsOf(socket).length > 0)),
  ({ scenario }) => scenario.sockets.flatMap(lintUnlimited),
  ({ joints }) => joints.flatMap(lintSmallMarks),
  ({ joints }) =>
    joints.flatMap((joint) => [...lintSize(joint, joint.from, joint.to), ...lintSize(joint, joint.to, joint.from)]),
  ({ scenario }) =>
    scenario.sockets.flatMap((socket) =>
      lintLinger(
        socket,
        scenario.steps.some((step) => 'do' in step && step.socket === socket.id && step.do !== 'stall'),
      ),
    ),
  ({ scenario, jointsOf }) => scenario.sockets.flatMap((socket) => lintNoDrop(socket, jointsOf(socket).length)),
];

/** zmq_setsockopt(3), ZMQ_CONFLATE: one message. Several parts are refused where the scenario knows the sender. */
const lintConflate = (socket: SocketSpec, linked: boolean): readonly LintRemark[] => {
  if (optionOf(socket, 'conflate') !== true) return [];
  const path = `sockets.${socket.id}.options.conflate`;
  const remedies = [remedy('Keep every message', path, false)];
  const remark = { subject: socket.id, path, remedies };
  const newest = `${socket.id} keeps only the newest message; all others are lost without a word.`;
  const parts = `${socket.id} conflates: one message of several parts from outside makes libzmq end this program.`;
  return [
    ...(linked ? [{ ...remark, code: 'conflated', severity: 'note' as const, sentence: newest }] : []),
    ...(talksOutside(socket) && socketTraits[socket.type].consumes
      ? [{ ...remark, code: 'conflate-breaks-parts', severity: 'warning' as const, sentence: parts }]
      : []),
  ];
};

const lintUnlimited = (socket: SocketSpec): readonly LintRemark[] =>
  (['sendHighWaterMark', 'receiveHighWaterMark'] as const)
    .filter((name) => optionOf(socket, name) === 0 && name in socket.options)
    .map((name) => ({
      code: 'unlimited-queue',
      subject: socket.id,
      severity: 'warning',
      sentence: `${socket.id} has no ${name === 'sendHighWaterMark' ? 'send' : 'receive'} mark (0 is no limit): behind a slow peer its queue grows until memory ends.`,
      path: `sockets.${socket.id}.options.${name}`,
      remedies: [remedy("Set libzmq's default, 1,000", `sockets.${socket.id}.options.${name}`, 1000)],
    }));

/** Linux with default settings: what one loopback connection held when nobody read (sender's and receiver's side). */
const kernelBytes = 2_800_000;
const smallBuffer = 65_536;

const lintSmallMarks = ({ link, from, to }: Joint): readonly LintRemark[] => {
  if (link.transport !== 'tcp' || from.produce === undefined) return [];
  const own = [from.options.sendHighWaterMark, to.options.receiveHighWaterMark];
  const marks = own.filter((mark) => typeof mark === 'number').filter((mark) => mark > 0 && mark < 1000);
  const buffers = [optionOf(from, 'sendBufferSize'), optionOf(to, 'receiveBufferSize')];
  const held = kernelBytes / Math.max(from.produce.size, 32);
  const mark = Math.min(...marks);
  if (marks.length === 0 || held < mark || buffers.every((size) => typeof size === 'number' && size >= 0)) return [];
  return [
    {
      code: 'marks-below-kernel',
      subject: link.id,
      severity: 'note',
      sentence: `A mark of ${count(mark)} does little here: the kernel's own buffers hold about ${count(held)} messages of ${count(from.produce.size)} bytes (estimated).`,
      path:
        typeof from.options.sendHighWaterMark === 'number'
          ? `sockets.${from.id}.options.sendHighWaterMark`
          : `sockets.${to.id}.options.receiveHighWaterMark`,
      remedies: [
        {
          sentence: 'Make the kernel buffers small too',
          set: {
            [`sockets.${from.id}.options.sendBufferSize`]: smallBuffer,
            [`sockets.${to.id}.options.receiveBufferSize`]: smallBuffer,
          },
        },
      ],
    },
  ];
};

/** The limit is for each part, and inproc does not look at it. */
const lintSize = ({ link }: Joint, sender: SocketSpec, receiver: SocketSpec): readonly LintRemark[] => {
  const most = optionOf(receiver, 'maxMessageSize');
  if (sender.produce === undefined || link.transport === 'inproc' || typeof most !== 'number' || most < 0) return [];
  const part = Math.ceil(sender.produce.size / sender.produce.frames);
  if (part <= most) return [];
  const path = `sockets.${receiver.id}.options.maxMessageSize`;
  return [
    {
      code: 'message-too-large',
      subject: receiver.id,
      severity: 'warning',
      sentence: `${receiver.id} disconnects who sends more than ${count(most)} bytes, and ${sender.id} sends ${count(part)}: nothing will arrive.`,
      path,
      remedies: [remedy('Take messages of any size', path, -1)],
    },
  ];
};

const lintLinger = (socket: SocketSpec, isClosedByStep: boolean): readonly LintRemark[] => {
  if (socket.produce === undefined || socket.options.linger !== 0) return [];
  const path = `sockets.${socket.id}.options.linger`;
  return [
    {
      code: 'linger-zero',
      subject: socket.id,
      severity: isClosedByStep ? 'warning' : 'note',
      sentence: `${socket.id} does not linger: when it closes, what still waits to be sent is thrown away.`,
      path,
      remedies: [remedy('Send what waits before closing', path, -1)],
    },
  ];
};

const lintNoDrop = (socket: SocketSpec, links: number): readonly LintRemark[] => {
  if (optionOf(socket, 'noDrop') !== true || links < 2) return [];
  const path = `sockets.${socket.id}.options.noDrop`;
  return [
    {
      code: 'no-drop-stops-all',
      subject: socket.id,
      severity: 'note',
      sentence: `With noDrop the slowest of the ${links} subscribers of ${socket.id} sets the pace for all.`,
      path,
      remedies: [],
    },
  ];
};
