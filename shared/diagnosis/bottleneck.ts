import { known } from './figure-words.ts';
import type { FlowView, SocketView } from './look.ts';

/**
 * What limits a flow: the end that takes messages out, the link between, the link that passes nothing at all, or something
 * further on: a proxy takes no time of its own, and reads no more while it cannot send.
 */
export type Bottleneck = 'consumer' | 'network' | 'link-down' | 'downstream';

/** Messages per second that the scenario lets this consumer take; Infinity when it takes no time. */
export function serviceRate(socket: SocketView): number {
  if (socket.figures.stalled === 1 || !reads(socket)) {
    return 0;
  }
  const serviceMs = socket.spec?.consume?.serviceMs ?? 0;
  return serviceMs > 0 ? 1000 / serviceMs : Number.POSITIVE_INFINITY;
}

/** A `req` and a proxy read by themselves; every other receiver, a `rep` too, reads when the scenario has it consume. */
export function reads(socket: SocketView): boolean {
  const byItself = socket.info.type === 'req' || socket.forwardsTo !== undefined;
  return socket.spec === undefined || socket.spec.consume !== undefined || byItself;
}

/** Messages per second that the conditions of the link let through; Infinity without a limit. */
export function linkRate(flow: FlowView): number {
  const bytesPerSecond = flow.link?.conditions.bytesPerSecond ?? 0;
  return bytesPerSecond > 0 ? bytesPerSecond / wireBytes(flow) : Number.POSITIVE_INFINITY;
}

/** Bytes of one message on the wire; from the scenario until the first message was sent. */
export function wireBytes(flow: FlowView): number {
  const measured = known(flow.figures.wireBytes);
  return measured > 0 ? measured : (flow.from.spec?.produce?.size ?? 64) + 9;
}

/** Messages that have passed the network and wait at the receiver: in its kernel and in its queue. */
function waitingAtReceiver(flow: FlowView): number {
  return Math.max(0, known(flow.figures.kernelReceive)) + Math.max(0, known(flow.figures.receiveQueue));
}

/**
 * The node after the last blocked one. A consumer at the end of its service rate has nothing blocked behind it; a link at
 * its limit leaves the consumer idle and its kernel receive queue empty (Recv-Q 0), however full the sender is.
 */
export function bottleneckOf(flow: FlowView): Bottleneck {
  const service = serviceRate(flow.to);
  if (service === 0) {
    return 'consumer';
  }
  if (flow.to.forwardsTo !== undefined && !isBusy(flow.to)) {
    return 'downstream';
  }
  if (flow.link?.conditions.cut === true || flow.link?.conditions.stall === true) {
    return 'link-down';
  }
  const link = linkRate(flow);
  if (Number.isFinite(link) && Number.isFinite(service)) {
    return link < service * 0.95 ? 'network' : 'consumer';
  }
  if (Number.isFinite(link) && flow.trend.outRate >= 0.6 * link) {
    return 'network';
  }
  if (Number.isFinite(service) && consumed(flow.to) >= 0.6 * service) {
    return 'consumer';
  }
  return bottleneckByQueues(flow);
}

function bottleneckByQueues(flow: FlowView): Bottleneck {
  if (waitingAtReceiver(flow) >= Math.max(5, 0.02 * known(flow.figures.queued)) || isBusy(flow.to)) {
    return 'consumer';
  }
  const { latencyMs, jitterMs } = flow.link?.conditions ?? { latencyMs: 0, jitterMs: 0 };
  const kernelHolds = known(flow.figures.kernelSend) > 50 && known(flow.figures.kernelReceive, 1e9) < 2;
  return latencyMs + jitterMs > 0 || kernelHolds ? 'network' : 'consumer';
}

/** The consumer's thread has no time left. */
export function isBusy(socket: SocketView): boolean {
  return known(socket.figures.busyShare) > 0.85;
}

/** Messages per second that a socket really takes, from all its flows. */
export function consumed(socket: SocketView): number {
  return socket.incoming.reduce((sum, flow) => sum + flow.trend.outRate, 0);
}
