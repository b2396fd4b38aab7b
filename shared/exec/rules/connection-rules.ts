import { count, duration, messages, rate } from '../../diagnosis/figure-words.ts';
import { goTogether, waitsWhenFull } from '../direction.ts';
import { isFlood, isLongEnough, type JudgedConnection, lagSeconds } from '../judged-connection.ts';
import { advise, type ExecFinding, make, measured, percent, who } from './finding-parts.ts';

type ConnectionRule = (judged: JudgedConnection) => readonly ExecFinding[];

/** Hardly ever waits for a message while many are on their way to it, or while its sender stands with one. */
const slowConsumer: ConnectionRule = (judged) => {
  const { from, to, toProcess, together, connection } = judged;
  const { idleShare, heldShare = 0, heldMs, receivedPerSecond } = together;
  if (to === undefined || toProcess === undefined || idleShare === undefined || idleShare > 0.25) return [];
  if (!isLongEnough(judged) || isFlood(judged)) return [];
  const lag = lagSeconds(judged);
  const peak = connection.peakDifference ?? 0;
  const isBlocking = heldShare >= 0.3 && heldMs >= 1000 && waitsWhenFull(from?.type ?? 'pub');
  const lags = lag >= 1 && peak >= 100;
  if (!isBlocking && !lags) return [];
  const because = isBlocking
    ? `its sender stood waiting for ${percent(heldShare)} of the time`
    : `up to ${messages(peak)} were on their way to it, ${duration(lag * 1000)} of its work`;
  const evidence = [
    measured(`it waited for messages for ${percent(idleShare)} of the time`, idleShare * 100, '%'),
    measured(`it took ${rate(receivedPerSecond)}`, receivedPerSecond, 'msg/s'),
    ...(lags ? [measured(`up to ${messages(peak)} were sent to it and not yet received`, peak, 'messages')] : []),
    ...(isBlocking ? [measured(`the sender waited ${duration(heldMs)} in all`, heldMs, 'ms')] : []),
  ];
  const sentence = `${who(toProcess, to)} does not keep up: ${because}.`;
  const remedies = [advise('Give it less to do per message, or more of its kind to share the work.')];
  return [make('slow-consumer', to, lags ? 'measured' : 'inferred', sentence, evidence, remedies, highWater)];
};

const unboundedQueue: ConnectionRule = (judged) => {
  if (slowConsumer(judged).length === 0) return [];
  const peak = judged.connection.peakDifference ?? 0;
  const end = [judged.from, judged.to].find(
    (socket, at) => socket?.options[at === 0 ? 'sendHighWaterMark' : 'receiveHighWaterMark'] === 0,
  );
  const process = end === judged.from ? judged.fromProcess : judged.toProcess;
  if (end === undefined || process === undefined || peak < 10_000) return [];
  const sentence = `${who(process, end)} has a high-water mark of 0, which is no limit: ${messages(peak)} were queued before a consumer that does not keep up.`;
  return [make('unbounded-queue', end, 'measured', sentence, [], [advise('Set a high-water mark.')], highWater)];
};

/**
 * Stood with a message that nobody took. Where the receiver is counted, and takes messages, it is either slow itself or as fast as the two can go
 * together: then nobody is blocked for a reason that could be named here.
 */
const blockedSender: ConnectionRule = (judged) => {
  const { from, to, fromProcess, connection, together } = judged;
  const { heldShare = 0, heldMs } = together;
  if (from === undefined || fromProcess === undefined || !waitsWhenFull(from.type)) return [];
  if (heldShare < 0.5 || heldMs < 1000 || isFlood(judged) || (to !== undefined && to.received.messages > 0)) return [];
  // A DEALER or PAIR that never tried to send has nothing to be held back.
  const { messages: sent, waits, again } = from.sent;
  if (from.type !== 'push' && sent + waits + again === 0) return [];
  const sentence =
    sent === 0
      ? `${who(fromProcess, from)} could not send a single message: nobody takes any at ${connection.endpoint}.`
      : `${who(fromProcess, from)} stood waiting for ${percent(heldShare)} of its time, because its queue was full or it had no peer.`;
  const evidence = [
    measured(`it waited ${duration(heldMs)} to send`, heldMs, 'ms'),
    measured(`${count(waits)} calls had to wait, ${count(again)} were refused (EAGAIN)`, waits + again, 'calls'),
    ...(to === undefined ? [] : [measured(`the receiver, pid ${to.pid}, received nothing`, 0, 'messages')]),
  ];
  return [make('blocked-sender', from, 'measured', sentence, evidence, [], highWater)];
};

/** The receiver read its queue empty and lived on, but not all that was sent came. */
const lostAtClose: ConnectionRule = (judged) => {
  const { connection, from, to, fromProcess } = judged;
  const missing = connection.difference ?? 0;
  if (from === undefined || to === undefined || fromProcess === undefined || connection.reach !== 'exact') return [];
  if (missing <= 0 || !waitsWhenFull(from.type) || !from.over || fromProcess.stopped || isConflated(judged)) return [];
  if (to.untilMs < from.untilMs || !to.received.waiting) return [];
  const linger = from.options.linger;
  const closed = from.closedAtMs !== null;
  const waited = typeof linger !== 'number' || linger < 0;
  // libzmq issue 4660: on ipc no linger helps what the reader, its queue full, had not taken out of the kernel.
  if (closed && waited && connection.transport !== 'ipc') return [];
  const how = !closed
    ? 'ended without closing its socket, so that what waited in its queue went with it'
    : waited
      ? 'closed its socket and waited until all had gone out, over ipc to a reader whose queue was full'
      : `closed its socket with linger ${linger} while messages were still on their way`;
  const sentence = `${who(fromProcess, from)} ${how}: ${messages(missing)} of ${count(connection.sent ?? 0)} never arrived.`;
  const evidence = [
    measured(`${count(connection.sent ?? 0)} sent, ${count(connection.delivered ?? 0)} received`, missing, 'messages'),
    measured('the receiver lived longer, and was waiting for more at its end'),
  ];
  const remedies = [
    advise(
      closed && waited
        ? 'Let the reader say that it has all before the socket is closed, or use tcp.'
        : 'Close with linger -1 or a time that is long enough, and end the context before the program.',
    ),
  ];
  return [make('lost-at-close', from, 'inferred', sentence, evidence, remedies, 'zmq_setsockopt(3), ZMQ_LINGER')];
};

const conflated: ConnectionRule = (judged) => {
  const { connection, from, to, fromProcess, toProcess } = judged;
  const [end, process] = from?.options.conflate === true ? [from, fromProcess] : [to, toProcess];
  if (!isConflated(judged) || end === undefined || process === undefined) return [];
  const missing = connection.difference ?? 0;
  const parts = from !== undefined && from.sent.frames > from.sent.messages;
  if (missing <= 0 && !parts) return [];
  const sentence = `${who(process, end)} has conflate set, which keeps only the last message${missing > 0 ? `: ${messages(missing)} of ${count(connection.sent ?? 0)} were replaced before anybody read them` : ''}${parts ? ', and breaks messages of several parts' : ''}.`;
  return [make('conflated', end, 'measured', sentence, [], [], 'zmq_setsockopt(3), ZMQ_CONFLATE')];
};

/** A process died by a signal that was not ours while its peer lived on. */
const peerLost: ConnectionRule = (judged) => {
  const { connection, from, to, fromProcess, toProcess } = judged;
  const pairs = [
    [to, toProcess, from],
    [from, fromProcess, to],
  ] as const;
  return pairs.flatMap(([dead, process, other]) => {
    if (dead === undefined || process === undefined || other === undefined || process.pid === other.pid) return [];
    if (process.running || process.signal === null || process.stopped || dead.closedAtMs !== null) return [];
    if (other.untilMs <= dead.untilMs) return [];
    const missing = dead === to ? (connection.difference ?? 0) : 0;
    const sentence = `${who(process, dead)} was ended by ${process.signal} with its socket open${missing > 0 ? `; ${messages(missing)} sent to it were not received` : ''}.`;
    return [make('peer-lost', dead, 'measured', sentence, [], [])];
  });
};

const typeMismatch: ConnectionRule = ({ connection, from, to, fromProcess }) => {
  if (from === undefined || to === undefined || fromProcess === undefined || goTogether(from.type, to.type)) return [];
  const sentence = `A ${from.type} (pid ${from.pid}) is connected to a ${to.type} (pid ${to.pid}) at ${connection.endpoint}: these socket types do not go together.`;
  return [make('type-mismatch', from, 'measured', sentence, [], [], 'ZMTP 3.1 (RFC 37), The Socket-Type Property')];
};

export const connectionRules: readonly ConnectionRule[] = [
  typeMismatch,
  slowConsumer,
  unboundedQueue,
  blockedSender,
  lostAtClose,
  peerLost,
  conflated,
];

const highWater = 'zmq_socket(3), High-water mark';

const isConflated = ({ from, to }: JudgedConnection): boolean =>
  from?.options.conflate === true || to?.options.conflate === true;
