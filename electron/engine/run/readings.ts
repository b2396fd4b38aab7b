import type { OptionValue } from '../../../shared/scenario/scenario.ts';
import { type SocketField, type SocketFigures, socketFields } from '../../../shared/telemetry/fields.ts';
import { flowStateIndex, flowStateOf } from '../ledger/flow-state.ts';
import { createRateWindow, type RateWindow } from '../ledger/rate-window.ts';
import { missedBeforeJoin } from '../memory/missed.ts';
import { endsFit } from '../plan/pipes.ts';
import type { PlannedFlow, PlannedSocket } from '../plan/run-plan.ts';
import { monotonicMs } from '../worker/worker-context.ts';
import {
  dropsWhenFull,
  holdsNewestOnly,
  kernelBytes,
  kernelLimitBytes,
  lookOf,
  offeredOf,
  relayBytes,
  roomsOf,
  wireBytes,
} from './flow-surroundings.ts';
import { isConnected, peersOf } from './peers.ts';
import { type RunState, runTime } from './run-state.ts';
import { type SharedPart, splitShared } from './split-shared.ts';

/** Reads shared memory once a tick and turns it into the figures of flows and sockets. */
export interface Readings {
  /** `atMs` is the run's time of the reading. */
  take(): { readonly atMs: number };
  readonly sockets: readonly Readonly<SocketFigures>[];
  /** Share of a core that the socket's thread was busy, over the time that producers ran. */
  meanBusy(socket: number): number;
  /** The run is over: counters stay, and what was per second or waiting, is nothing. */
  rest(): void;
}

export function createReadings(state: RunState): Readings {
  const sockets = state.plan.sockets.map(
    () => Object.fromEntries(socketFields.map((field) => [field, 0])) as SocketFigures,
  );
  const rates = state.plan.sockets.map(() => ({
    offered: createRateWindow(),
    accepted: createRateWindow(),
    received: createRateWindow(),
    refused: createRateWindow(),
    blocked: createRateWindow(),
  }));
  const depths = state.plan.flows.map(() => createRateWindow());
  const busy = state.plan.sockets.map(() => ({ sum: 0, looks: 0 }));
  return {
    sockets,
    take() {
      const nowMs = monotonicMs() - state.epochMs;
      const shared = splitShared(state, nowMs);
      state.plan.sockets.forEach((socket) => {
        readSocket(state, socket, nowMs, sockets[socket.index] as SocketFigures, rates[socket.index] as SocketRates);
      });
      for (const flow of state.plan.flows)
        readFlow(state, flow, nowMs, shared.get(flow.index), depths[flow.index] as RateWindow);
      worstStates(state, sockets);
      if (state.phase === 'running') addBusy(sockets, busy);
      return { atMs: runTime(state, nowMs) };
    },
    meanBusy(socket) {
      const { sum, looks } = busy[socket] ?? { sum: 0, looks: 0 };
      return looks === 0 ? 0 : sum / looks;
    },
    rest() {
      for (const ledger of state.ledgers) ledger.rest();
      for (const figures of sockets) Object.assign(figures, stillSocket);
    },
  };
}

/** The first half second has no measurement yet. */
function addBusy(sockets: readonly SocketFigures[], busy: readonly { sum: number; looks: number }[]): void {
  sockets.forEach((figures, index) => {
    const entry = busy[index];
    if (entry === undefined || figures.busyShare === 0) return;
    entry.sum += figures.busyShare;
    entry.looks += 1;
  });
}

const stillSocket: Partial<SocketFigures> = {
  offeredPerSecond: 0,
  acceptedPerSecond: 0,
  receivedPerSecond: 0,
  refusedPerSecond: 0,
  blockedShare: 0,
  busyShare: 0,
  state: 0,
};

type SocketRates = Record<'offered' | 'accepted' | 'received' | 'refused' | 'blocked', RateWindow>;

function readSocket(
  state: RunState,
  socket: PlannedSocket,
  nowMs: number,
  into: SocketFigures,
  rates: SocketRates,
): void {
  const { memory, plan } = state;
  const read = (counter: Parameters<typeof memory.counter>[1]): number => memory.counter(socket.index, counter);
  const copied = [
    'received',
    'foreign',
    'refused',
    'accepted',
    'offered',
    'open',
    'timeouts',
    'busyShare',
    'roundTripP50Ms',
    'roundTripP99Ms',
  ] as const;
  for (const name of copied satisfies readonly SocketField[]) into[name] = read(name);
  into.blockedMs = blockedMs(state, socket.index, nowMs);
  into.offeredPerSecond = rates.offered.add(nowMs, into.offered);
  into.acceptedPerSecond = rates.accepted.add(nowMs, into.accepted);
  into.receivedPerSecond = rates.received.add(nowMs, into.received);
  into.refusedPerSecond = rates.refused.add(nowMs, into.refused);
  into.blockedShare = Math.min(1, Math.max(0, rates.blocked.add(nowMs, into.blockedMs) / 1000));
  into.targetRate = socket.order.produces ? memory.knob(socket.index, 'rate') : 0;
  into.threadSockets = plan.sockets.filter((other) => other.thread === socket.thread).length;
  into.peers = peersOf(state, socket);
  into.stalled = memory.knob(socket.index, 'paused');
  into.requestsInFlight =
    socket.spec.type === 'dealer' ? Math.max(0, into.accepted - into.received) : read('requestsInFlight');
}

/** Time stood waiting, the wait that is going on now included. */
function blockedMs(state: RunState, socket: number, nowMs: number): number {
  const since = state.memory.counter(socket, 'blockedSinceMs');
  return state.memory.counter(socket, 'blockedMs') + (since > 0 ? Math.max(0, nowMs - since) : 0);
}

function readFlow(
  state: RunState,
  flow: PlannedFlow,
  nowMs: number,
  part: SharedPart | undefined,
  depth: RateWindow,
): void {
  const { memory } = state;
  const ledger = state.ledgers[flow.index];
  if (ledger === undefined) return;
  const sentBefore = offeredOf(state, flow);
  // Received before sent: the other way round messages in between would seem to be in flight less than none.
  const delivered = memory.flow(flow.index, 'delivered');
  const lost = memory.flow(flow.index, 'lost') + ledger.finalLosses;
  const offered = offeredOf(state, flow);
  const missed = flow.fanOut ? missedBeforeJoin(memory, flow.index, offered) : 0;
  const sender = state.scenario.sockets[flow.from];
  const receiver = state.scenario.sockets[flow.to];
  const kernel = kernelBytes(state, flow);
  const wire = wireBytes(state, flow);
  const drops = dropsWhenFull(state, flow);
  const { send: sendMark, receive: receiveMark } = roomsOf(state, flow);
  const newestOnly = holdsNewestOnly(state, flow);
  const joined = flow.fanOut ? memory.flow(flow.index, 'joined') === 1 : isConnected(state, flow);
  const now = { sent: sentBefore, delivered, lost: memory.flow(flow.index, 'lost') };
  // What was missed is exact from the first message on; where only the newest is kept, the handshake has to do.
  const owed = joined || (newestOnly && memory.flow(flow.index, 'joinGuess') >= 0);
  const seen = drops && owed ? lookOf(state, flow, now) : undefined;
  ledger.update({
    nowMs: runTime(state, nowMs),
    sent: part === undefined ? offered - missed : delivered + lost + part.inFlight,
    elsewhere: part?.elsewhere ?? 0,
    // Only in a stream that no other receiver shares are a flow's losses known by their sequences.
    offered: flow.streams.length === 1 && !flow.shared ? offered : undefined,
    delivered,
    lost,
    missed,
    refused: memory.counter(flow.from, 'refused'),
    blockedMs: blockedMs(state, flow.from, nowMs),
    joined,
    provenUntilMs: runTime(state, memory.flow(flow.index, 'provenUntilMs')),
    latencyP50Ms: memory.flow(flow.index, 'latencyP50Ms'),
    latencyP99Ms: memory.flow(flow.index, 'latencyP99Ms'),
    latencyMaxMs: memory.flow(flow.index, 'latencyMaxMs'),
    kernelSend: kernel === undefined ? Number.NaN : kernel.send / wire,
    kernelReceive: kernel === undefined ? Number.NaN : kernel.receive / wire,
    sendMark,
    receiveMark,
    wireBytes: wire,
    sendBuffer: bufferOf(sender?.options.sendBufferSize),
    receiveBuffer: bufferOf(receiver?.options.receiveBufferSize),
    kernelLimitBytes: kernelLimitBytes(state, flow),
    drops,
    look: seen && {
      sent: seen.sent - missed,
      settled: seen.delivered + seen.lost,
      proven: seen.lost,
      kernelBytes: kernel === undefined ? 0 : kernel.send + kernel.receive,
      relayBytes: relayBytes(state, flow),
      sendMark,
      receiveMark,
      wireBytes: wire,
    },
    conflates: newestOnly,
  });
  const { figures } = ledger;
  const growth = depth.add(nowMs, figures.queued);
  const refusedLink =
    !endsFit(flow.info) ||
    (state.events.handshakeErrors(flow.info.from) + state.events.handshakeErrors(flow.info.to) > 0 &&
      !isConnected(state, flow));
  ledger.setState(
    flowStateIndex(
      flowStateOf({
        figures,
        connected: isConnected(state, flow),
        refused: refusedLink,
        queuedBefore: figures.queued - growth,
      }),
    ),
  );
}

const bufferOf = (option: OptionValue | undefined): number => (typeof option === 'number' && option > 0 ? option : 0);

/** A socket shows the worst state of its flows. */
function worstStates(state: RunState, sockets: readonly SocketFigures[]): void {
  for (const socket of sockets) socket.state = 0;
  for (const flow of state.plan.flows) {
    const value = state.ledgers[flow.index]?.figures.state ?? 0;
    for (const end of [flow.from, flow.to]) {
      const figures = sockets[end];
      if (figures !== undefined && rank(value) > rank(figures.state)) figures.state = value;
    }
  }
}

/** By place in flowStates; light to heavy: idle, flowing, filling, disconnected, blocked, losing, refused. */
const weights = [0, 1, 2, 4, 5, 3, 6];
const rank = (stateIndex: number): number => weights[stateIndex] ?? 0;
