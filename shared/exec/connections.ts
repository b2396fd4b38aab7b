import { copiesToAll, orient, receivesOnly, sendsOnly } from './direction.ts';
import type { ExecConnection, ExecSocket, LedgerReach } from './exec-view.ts';
import { transportOf } from './match-endpoints.ts';
import type { Pairing, SocketPair } from './pair-sockets.ts';
import type { SessionMemory } from './session-memory.ts';

/** The ledger between two counted sockets, as far as their counts tell. `memory` knows the largest difference seen so far. */
export function describePair(
  pair: SocketPair,
  pairing: Pairing,
  memory: Pick<SessionMemory, 'recall'>,
): ExecConnection {
  const [from, to] = orient(pair);
  const id = `${from.id}>${to.id}`;
  const reach = reachOf(from, to, pairing);
  const forward = ledger(from, to, pairing);
  const answers = !sendsOnly(from.type) && !receivesOnly(to.type) && to.sent.messages + from.received.messages > 0;
  const back = answers ? ledger(to, from, pairing) : undefined;
  return {
    id,
    from: String(from.pid),
    to: String(to.pid),
    fromSocket: from.id,
    toSocket: to.id,
    socketTypes: [from.type, to.type],
    transport: transportOf(pair.endpoint),
    endpoint: pair.endpoint,
    messages: both(forward.sent ?? forward.delivered, back && (back.sent ?? back.delivered)),
    bytes: both(forward.bytes, back?.bytes),
    sent: forward.sent,
    delivered: forward.delivered,
    difference: forward.difference,
    answered: back === undefined ? null : { sent: back.sent, delivered: back.delivered, difference: back.difference },
    reach,
    state: stateOf(from, to, [forward.difference, back?.difference ?? 0]),
    note: noteOf(from, to, reach, forward.difference),
    peakDifference:
      forward.difference === null ? null : Math.max(memory.recall(id)?.peakDifference ?? 0, forward.difference),
  };
}

/** What a socket did with peers that nobody counts; undefined where there is nothing to tell. */
export function describeLoose(socket: ExecSocket, pairing: Pairing): ExecConnection | undefined {
  const endpoints = pairing.loose.get(socket.id) ?? [];
  const paired = (pairing.peers.get(socket.id) ?? 0) > 0;
  const [first] = endpoints;
  // A bound endpoint that nobody counted uses is no connection while the socket's other peers are known.
  if (
    first === undefined ||
    (paired && socket.endpoints.every(({ how, endpoint }) => how === 'bind' || !endpoints.includes(endpoint)))
  )
    return undefined;
  const sends =
    sendsOnly(socket.type) || (!receivesOnly(socket.type) && socket.sent.messages >= socket.received.messages);
  const elsewhere =
    endpoints.length > 3
      ? `${endpoints.slice(0, 3).join(', ')} and ${endpoints.length - 3} more`
      : endpoints.join(', ');
  const known = !paired && !socket.proxied;
  const [out, back] = sends ? [socket.sent, socket.received] : [socket.received, socket.sent];
  const quiet = sendsOnly(socket.type) || receivesOnly(socket.type);
  return {
    id: `${socket.id}>${first}`,
    from: sends ? String(socket.pid) : elsewhere,
    to: sends ? elsewhere : String(socket.pid),
    fromSocket: sends ? socket.id : null,
    toSocket: sends ? null : socket.id,
    socketTypes: sends ? [socket.type, null] : [null, socket.type],
    transport: transportOf(first),
    endpoint: first,
    messages: known ? out.messages + (quiet ? 0 : back.messages) : null,
    bytes: known ? out.bytes + (quiet ? 0 : back.bytes) : null,
    sent: known && sends ? out.messages : null,
    delivered: known && !sends ? out.messages : null,
    difference: null,
    answered:
      known && !quiet
        ? { sent: sends ? null : back.messages, delivered: sends ? back.messages : null, difference: null }
        : null,
    reach: 'one-sided',
    state: 'unknown',
    note: 'Nobody counts at the other end: start that program with highwater exec, too, to see what arrives.',
    peakDifference: null,
  };
}

interface Way {
  readonly sent: number | null;
  readonly delivered: number | null;
  readonly difference: number | null;
  readonly bytes: number | null;
}

/** One direction. A socket's count is the connection's where the socket has no other peer, or gives every peer a copy. */
const ledger = (from: ExecSocket, to: ExecSocket, pairing: Pairing): Way => {
  const sentKnown = !from.proxied && (copiesToAll(from.type) || isAlone(from, pairing));
  const deliveredKnown = !to.proxied && isAlone(to, pairing);
  const sent = sentKnown ? from.sent.messages : null;
  const delivered = deliveredKnown ? to.received.messages : null;
  const bytes = sentKnown ? from.sent.bytes : deliveredKnown ? to.received.bytes : null;
  return { sent, delivered, difference: sent === null || delivered === null ? null : sent - delivered, bytes };
};

const isAlone = ({ id, endpoints }: ExecSocket, { peers, loose }: Pairing): boolean => {
  const connects = endpoints.filter(({ how }) => how === 'connect').map(({ endpoint }) => endpoint);
  return peers.get(id) === 1 && !(loose.get(id) ?? []).some((endpoint) => connects.includes(endpoint));
};

const reachOf = (from: ExecSocket, to: ExecSocket, pairing: Pairing): LedgerReach => {
  const sender = copiesToAll(from.type) || isAlone(from, pairing);
  return sender && isAlone(to, pairing) && !from.proxied && !to.proxied ? 'exact' : 'shared';
};

const stateOf = (
  from: ExecSocket,
  to: ExecSocket,
  differences: readonly (number | null)[],
): ExecConnection['state'] => {
  if (differences.some((difference) => difference === null)) return 'unknown';
  if (differences.every((difference) => difference === 0)) return 'balanced';
  if (differences.some((difference) => difference !== null && difference < 0)) return 'unknown';
  return from.over || to.over ? 'not-delivered' : 'in-flight';
};

const noteOf = (from: ExecSocket, to: ExecSocket, reach: LedgerReach, difference: number | null): string => {
  if (from.proxied || to.proxied)
    return 'A zmq_proxy moves messages inside libzmq, where they pass no call that could be counted.';
  if (reach === 'shared')
    return 'One end has several peers: what each of them got is not known, only the sums of all (see groups).';
  if (difference !== null && difference < 0)
    return 'More arrived than was counted at the sender: its last calls are not in its count, as when it was killed in one or an agent was not heard since, or somebody else sends to the same endpoint.';
  if (!copiesToAll(from.type)) return 'Both ends are counted call by call: the difference is in flight or lost.';
  return to.subscribesToAll
    ? 'Both ends are counted; the difference holds what was dropped, what is in flight, and what was published before the subscription took hold.'
    : 'Both ends are counted, but the subscription chooses: the difference holds what it filtered, too.';
};

const both = (forward: number | null, back: number | null | undefined): number | null =>
  forward === null || back === null ? null : forward + (back ?? 0);
