import { count, duration, messages } from '../../diagnosis/figure-words.ts';
import { receivesOnly } from '../direction.ts';
import type { ExecProcess, ExecSocket } from '../exec-view.ts';
import { advise, type ExecFinding, make, measured, who } from './finding-parts.ts';

type ProcessRule = (process: ExecProcess) => readonly ExecFinding[];

const eachSocket =
  (rule: (socket: ExecSocket, process: ExecProcess) => readonly ExecFinding[]): ProcessRule =>
  (process) =>
    process.sockets.flatMap((socket) => rule(socket, process));

const unroutable = eachSocket((socket, process) => {
  const refused = socket.sent.unreachable;
  if (refused === 0) return [];
  const sentence = `${who(process, socket)} sent ${messages(refused)} to routing ids that nobody has (EHOSTUNREACH).`;
  return [make('unroutable', socket, 'measured', sentence, [], [], 'zmq_setsockopt(3), ZMQ_ROUTER_MANDATORY')];
});

const replyLost = eachSocket((socket, process) => {
  if (socket.type !== 'req' || socket.sent.wrongState === 0 || socket.received.again === 0) return [];
  const sentence = `${who(process, socket)} gave up waiting for a reply, and then could not send: ${count(socket.sent.wrongState)} calls were refused (EFSM).`;
  const remedies = [advise('Set relaxed and correlate, or open a new REQ after a timeout.')];
  return [make('reply-lost', socket, 'measured', sentence, [], remedies, 'zmq_setsockopt(3), ZMQ_REQ_RELAXED')];
});

/** Every new connection is handed all subscriptions at once; libzmq drops what its queue does not hold (xsub.cpp, send_subscription). */
const subscriptionMismatch = eachSocket((socket, process) => {
  const { type, subscriptions, subscribesToAll, options, endpoints } = socket;
  const mark = Number(options.sendHighWaterMark ?? 1000);
  const overTheNet = endpoints.some(({ endpoint, state }) => state === 'live' && !endpoint.startsWith('inproc:'));
  if (type !== 'sub' || subscribesToAll || !overTheNet || mark <= 0 || subscriptions <= mark) return [];
  const sentence = `${who(process, socket)} made ${count(subscriptions)} subscriptions with a send mark of ${count(mark)}: a publisher learns of no more than ${count(mark)} of them when it connects, and of no more when it connects again.`;
  const evidence = [
    measured(`${count(subscriptions)} subscriptions were made and not taken back`, subscriptions, 'subscriptions'),
    measured(`its send mark is ${count(mark)}`, mark, 'messages'),
  ];
  const remedies = [
    advise(`Set ZMQ_SNDHWM of this ${type} to 0, or to ${count(subscriptions)} and more, before it connects.`),
    advise('Subscribe to fewer, shorter prefixes.'),
  ];
  const reference = 'zmq_setsockopt(3), ZMQ_SUBSCRIBE, ZMQ_SNDHWM';
  return [make('subscription-mismatch', socket, 'inferred', sentence, evidence, remedies, reference)];
});

const addressInUse = eachSocket((socket, process) =>
  socket.endpoints
    .filter(({ state, error }) => state === 'failed' && error === eaddrinuse)
    .map(({ endpoint }) => {
      const sentence = `${who(process, socket)} could not bind ${endpoint}: the address is in use.`;
      return make('address-in-use', socket, 'measured', sentence, [], []);
    }),
);

/** Linux's numbers. */
const eaddrinuse = 98;
const emfile = 24;

const contextsExhausted: ProcessRule = ({ pid, name, socketFailures, lastSocketError }) => {
  if (socketFailures === 0 || lastSocketError !== emfile) return [];
  const sentence = `${name} (pid ${pid}) could not open ${count(socketFailures)} of its sockets: its context or its descriptors were used up (EMFILE).`;
  return [make('contexts-exhausted', { pid }, 'measured', sentence, [], [], 'zmq_ctx_set(3), ZMQ_MAX_SOCKETS')];
};

/** The end of a context that waits for messages which nobody takes. */
const blockedEnd: ProcessRule = ({ pid, name, contextLingerMs, sockets, libzmq }) => {
  if (contextLingerMs < 2000) return [];
  if (sockets.every(({ type }) => receivesOnly(type))) {
    const sentence = `${name} (pid ${pid}) waited ${duration(contextLingerMs)} in zmq_ctx_term after its last socket was closed, though it only receives: libzmq ${libzmq} may not end a context where a receiver was closed with messages unread whose sender had gone.`;
    const remedies = [
      advise('Read what has come before the close, or leave the end of the context to the end of the process.'),
    ];
    return [make('version-risk', { pid }, 'inferred', sentence, [], remedies)];
  }
  const sentence = `${name} (pid ${pid}) waited ${duration(contextLingerMs)} in zmq_ctx_term after its last socket was closed: messages were left that nobody took.`;
  const remedies = [advise('Set a linger that is as long as the messages are worth waiting for.')];
  return [make('blocked-sender', { pid }, 'measured', sentence, [], remedies, 'zmq_setsockopt(3), ZMQ_LINGER')];
};

export const processRules: readonly ProcessRule[] = [
  addressInUse,
  contextsExhausted,
  unroutable,
  replyLost,
  subscriptionMismatch,
  blockedEnd,
];
