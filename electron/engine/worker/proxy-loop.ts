import { phases } from '../memory/lab-memory.ts';
import { hasHeader } from '../message/header.ts';
import type { DrainHold } from './drain-hold.ts';
import type { LabSocket } from './open-socket.ts';
import type { IncomingStream, OutgoingStream, SocketOrder } from './protocol.ts';
import type { Receiver } from './receiver.ts';
import type { Sender } from './sender.ts';
import { errorCode, errorMessage, sleep, type WorkerContext, yieldTurn } from './worker-context.ts';

/** One end of a proxy: a socket with its books. */
export interface ProxyEnd {
  readonly socket: LabSocket;
  readonly order: SocketOrder;
  readonly sender: Sender;
  readonly hold: DrainHold;
  readonly receiver: Receiver;
  isAlive(): boolean;
}

/**
 * Does what zmq_proxy(3) does, message by message, so that both hops can be counted: traffic from `source` is booked as
 * received there, gets a header of the other hop, and goes out. Subscriptions and what is not ours pass unchanged;
 * closing markers end at each hop.
 */
export async function forwardAll(source: ProxyEnd, target: ProxyEnd, context: WorkerContext): Promise<void> {
  const route = routes(target.order);
  while (source.isAlive() && target.isAlive() && context.memory.phase < phases.stop) {
    const frames = await take(source, context);
    if (frames === undefined) continue;
    const headerAt = frames.findIndex((frame) => hasHeader(frame, context.run));
    if (headerAt < 0) {
      await target.sender.pass(frames);
      continue;
    }
    const incoming = source.receiver.accept(frames);
    const stream = incoming === undefined || incoming === 'marker' ? undefined : route(incoming, frames);
    if (stream !== undefined) {
      await target.hold.room(stream);
      await target.sender.forward(stream, frames, headerAt);
    }
    if (target.sender.turnIsDue) await yieldTurn();
  }
}

async function take(source: ProxyEnd, context: WorkerContext): Promise<Buffer[] | undefined> {
  try {
    return await source.socket.receive();
  } catch (error) {
    const code = errorCode(error);
    if (source.socket.closed || code === 'EAGAIN') return undefined;
    context.report.failure(source.order.index, 'receive', code, errorMessage(error), '');
    await sleep(20);
    return undefined;
  }
}

type Route = (incoming: IncomingStream, frames: readonly Buffer[]) => OutgoingStream | undefined;

/** ROUTER goes by the envelope, XPUB by the topic, the others have one stream. */
function routes(order: SocketOrder): Route {
  if (order.type === 'router') {
    const byTarget = new Map(order.outgoing.map((stream) => [stream.target ?? '', stream]));
    return (_, frames) => byTarget.get(String(frames[0] ?? ''));
  }
  if (order.type !== 'xpub') return () => order.outgoing[0];
  const byTopic = new Map(order.outgoing.map((stream) => [stream.topic, stream]));
  return (incoming) => byTopic.get(incoming.topic);
}
