import type { OptionValue } from '../../../shared/scenario/scenario.ts';
import { phases } from '../memory/lab-memory.ts';
import { type Answer, consume } from './consumer.ts';
import { createDrainHold, type DrainHold } from './drain-hold.ts';
import { createMarkRaiser, type MarkRaiser } from './mark-raiser.ts';
import { readMonitor } from './monitor-reader.ts';
import { type LabSocket, openSocket, socketReceives, wakeMs } from './open-socket.ts';
import { endPending } from './pending-inproc.ts';
import { produce } from './producer.ts';
import type { OutgoingStream, SocketOrder } from './protocol.ts';
import type { ProxyEnd } from './proxy-loop.ts';
import { createReceiver, type Receiver } from './receiver.ts';
import { request } from './requester.ts';
import { createSender, type Sender } from './sender.ts';
import { errorCode, errorMessage, sleep, type WorkerContext } from './worker-context.ts';

/** One live socket with its loops. Created by an `open` order, gone after `close`. */
export interface SocketActor {
  readonly socket: LabSocket;
  /** For a proxy, which reads and writes the socket itself. */
  readonly end: ProxyEnd;
  readonly receiver: Receiver;
  /** Runs a loop that belongs to this socket; `close` waits for it. */
  adopt(loop: Promise<void>): void;
  /** From the next handshake on that endpoint (or at once) these flows count as heard, until their first message says exactly. */
  expectJoin(endpoint: string, flows: readonly number[], now: boolean): void;
  setOption(name: string, value: OptionValue): void;
  /** Notes an endpoint that the socket connects to. */
  connects(endpoint: string): void;
  /** Sends closing markers on every outgoing stream. */
  mark(): Promise<void>;
  publish(nowMs: number): void;
  /** Ends the loops, then closes; `linger` overrides the socket's own. Resolves when no loop runs any more. */
  close(linger: number | undefined): Promise<void>;
}

/**
 * A closed socket's pending send or receive ends at once or after `wakeMs`. One that zeromq.js forgets (seen with REQ and
 * REP over inproc, once in some runs) must not keep the run from ending.
 */
const closeWithinMs = 10 * wakeMs;
/** By then its loops have ended, unless something keeps libzmq from closing it. */
const closeSoonMs = 1.5 * wakeMs;

export function startActor(order: SocketOrder, context: WorkerContext): SocketActor {
  const { memory } = context;
  const socket = openSocket(order.type, order.options);
  let alive = true;
  const isAlive = (): boolean => alive;
  const sender = createSender(socket, order, context, memory.knob(order.index, 'size'));
  const hold = createDrainHold(socket, order, context, isAlive);
  const receiver = createReceiver(order, context);
  const marks = createMarkRaiser(socket);
  const readsOnePipe = new Set(order.incoming.map((incoming) => incoming.flow)).size === 1 && !order.proxied;
  const byEndpoint = new Map<string, readonly number[]>();
  const connectedInproc = new Set<string>();
  const loops: Promise<void>[] = [];
  const start = (loop: Promise<void>): void => {
    loops.push(loop.catch((error: unknown) => reportLoop(order, context, error)));
  };

  if ('sendTimeout' in socket) socket.sendTimeout = 0;
  if ('receiveTimeout' in socket) socket.receiveTimeout = wakeMs;
  memory.write(memory.counterCell(order.index, 'peers'), 0);
  start(
    readMonitor(socket, order.index, memory, context.report, (endpoint) => {
      marks.connected();
      receiver.guessJoin(byEndpoint.get(endpoint) ?? []);
    }),
  );
  if (order.subscribe.length > 0) subscribe(socket, order, context, start);
  startLoops({ socket, order, sender, hold, receiver, context, isAlive, marks, start });
  memory.write(memory.counterCell(order.index, 'open'), 1);

  return {
    socket,
    end: { socket, order, sender, hold, receiver, isAlive },
    receiver,
    adopt: start,
    expectJoin(endpoint, flows, now) {
      if (now) receiver.guessJoin(flows);
      else byEndpoint.set(endpoint, flows);
    },
    setOption(name, value) {
      const raised = name === 'receiveHighWaterMark' && Number(value) > socket.receiveHighWaterMark;
      if (raised && readsOnePipe) marks.raise(Number(value));
      else if (name !== 'sendTimeout' && name !== 'receiveTimeout') Object.assign(socket, { [name]: value });
    },
    connects(endpoint) {
      if (endpoint.startsWith('inproc:')) connectedInproc.add(endpoint);
    },
    async mark() {
      await sender.mark();
    },
    publish: (nowMs) => receiver.publishLatency(nowMs),
    async close(linger) {
      alive = false;
      receiver.leave();
      memory.write(memory.counterCell(order.index, 'open'), 0);
      memory.write(memory.counterCell(order.index, 'peers'), 0);
      if (linger !== undefined) socket.linger = linger;
      socket.close();
      const ended = Promise.allSettled(loops).then(() => true);
      if (await Promise.race([ended, sleep(closeSoonMs)])) return;
      await endPending(connectedInproc);
      await Promise.race([ended, sleep(closeWithinMs - closeSoonMs)]);
    },
  };
}

interface LoopParts {
  readonly socket: LabSocket;
  readonly order: SocketOrder;
  readonly sender: Sender;
  readonly hold: DrainHold;
  readonly receiver: Receiver;
  readonly context: WorkerContext;
  readonly isAlive: () => boolean;
  readonly marks: MarkRaiser;
  start(loop: Promise<void>): void;
}

/** Which loops a socket type needs: its nature decides, not the scenario alone. */
function startLoops(parts: LoopParts): void {
  const { socket, order, sender, hold, receiver, context, isAlive, marks, start } = parts;
  const answer = answering(parts);
  if (order.proxied) return;
  if (order.type === 'req') {
    if (order.produces) start(request(socket, order, sender, receiver, context, isAlive));
    return;
  }
  if (order.produces) start(produce(order, sender, context, isAlive));
  if (order.type === 'xpub') start(readSubscriptions(socket, order, context, isAlive));
  // Without a link, too: a program outside may be at the other end.
  else if (socketReceives(order.type)) start(consume(socket, order, receiver, context, isAlive, answer, hold, marks));
}

/** REP answers every request; ROUTER answers those of REQ peers, who would wait for ever. */
function answering({ order, sender, hold }: LoopParts): Answer | undefined {
  if (order.type !== 'rep' && order.type !== 'router') return undefined;
  const byStream = new Map<number, OutgoingStream>(order.outgoing.map((stream) => [stream.stream, stream]));
  return async (incoming, frames) => {
    const stream = incoming === undefined ? undefined : byStream.get(incoming.replyStream);
    if (stream === undefined) {
      // A program outside asked: REP must answer before it can hear the next request, so it echoes.
      if (order.type === 'rep') await sender.echo(frames);
      return;
    }
    await hold.room(stream);
    sender.restamp();
    await sender.send(stream);
  };
}

function subscribe(
  socket: LabSocket,
  order: SocketOrder,
  context: WorkerContext,
  start: (loop: Promise<void>) => void,
): void {
  if (order.type === 'sub') socket.subscribe(...order.subscribe);
  else if (order.type === 'xsub') start(subscribeUpstream(socket, order, context));
}

/** XSUB subscribes by sending: a byte 1 and the prefix. */
async function subscribeUpstream(socket: LabSocket, order: SocketOrder, context: WorkerContext): Promise<void> {
  for (const prefix of order.subscribe) {
    try {
      await socket.send(Buffer.concat([Buffer.of(1), Buffer.from(prefix)]));
    } catch (error) {
      context.report.failure(order.index, 'send', errorCode(error), errorMessage(error), '');
    }
  }
}

/** XPUB hears who subscribes to what; shown beside the monitor's events. */
async function readSubscriptions(
  socket: LabSocket,
  order: SocketOrder,
  context: WorkerContext,
  alive: () => boolean,
): Promise<void> {
  while (alive() && context.memory.phase < phases.stop) {
    try {
      const [frame] = await socket.receive();
      if (frame === undefined || frame.length === 0) continue;
      const event = frame[0] === 1 ? 'subscribe' : 'unsubscribe';
      context.report.monitor(order.index, event, '', frame.subarray(1, 65).toString('utf8'));
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') await sleep(wakeMs);
    }
  }
}

function reportLoop(order: SocketOrder, context: WorkerContext, error: unknown): void {
  context.report.failure(order.index, 'receive', errorCode(error), errorMessage(error), '');
}
