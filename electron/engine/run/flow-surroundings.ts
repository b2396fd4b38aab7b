import { heldBytesLimit } from '../../relay/shaper.ts';
import { minimumMessageBytes } from '../message/message-factory.ts';
import type { PlannedFlow } from '../plan/run-plan.ts';
import { markNow } from './raise-mark.ts';
import type { RunState } from './run-state.ts';

// What the book of a flow is set against: what was offered, what the wire and the kernel hold, and whether a full queue loses.

/** Node reads a socket in chunks of so much. */
const readChunkBytes = 65_536;
/** Over loopback; its MTU is 65,536 bytes. */
const largestSegmentBytes = 65_536;

/** Messages that the streams of a flow have sent so far, whoever was there to hear them. */
export const offeredOf = (state: RunState, flow: PlannedFlow): number =>
  flow.streams.reduce((sum, stream) => sum + state.memory.sent(stream), 0);

interface Counts {
  readonly sent: number;
  readonly delivered: number;
  readonly lost: number;
}

/** The counters that may be set against the kernel's queues: inproc has none, so those of now do. */
export function lookOf(state: RunState, flow: PlannedFlow, now: Counts): Counts | undefined {
  if (flow.info.transport === 'inproc') return now;
  const { kernelLook } = state;
  if (kernelLook === undefined || !state.kernel.has(`${flow.link}`)) return undefined;
  const at = (counts: readonly number[]): number => counts[flow.index] ?? 0;
  return { sent: at(kernelLook.sent), delivered: at(kernelLook.delivered), lost: at(kernelLook.lost) };
}

/** What the relay of a link with conditions may hold of one direction, a chunk that is being read included. */
export function relayBytes(state: RunState, flow: PlannedFlow): number {
  const spec = state.scenario.links.find((link) => link.id === flow.info.link);
  if (spec === undefined || !state.relays.links.has(flow.link)) return 0;
  return heldBytesLimit(spec.conditions) + readChunkBytes;
}

/** Linux doubles what SO_SNDBUF and SO_RCVBUF ask for (socket(7)); without them it sizes the buffers by itself. */
export function kernelLimitBytes(state: RunState, flow: PlannedFlow): number {
  const send = Number(state.scenario.sockets[flow.from]?.options.sendBufferSize ?? -1);
  const receive = Number(state.scenario.sockets[flow.to]?.options.receiveBufferSize ?? -1);
  const limited = flow.info.transport === 'tcp' && !state.relays.links.has(flow.link) && send > 0 && receive > 0;
  // A buffer takes the last segment whole, however little room it has left.
  return limited ? 2 * (send + receive + largestSegmentBytes) : Number.POSITIVE_INFINITY;
}

const keepsNewest = (state: RunState, socket: number): boolean =>
  state.scenario.sockets[socket]?.options.conflate === true;

/** Whether one of its ends keeps only the newest message. */
export const conflates = (state: RunState, flow: PlannedFlow): boolean =>
  keepsNewest(state, flow.from) || keepsNewest(state, flow.to);

/**
 * Whether nothing but the newest message can wait: a receiver that conflates reads on at once, and over inproc the two ends have
 * one queue. Before a sender that conflates, the kernel and the receiver hold what they hold.
 */
export const holdsNewestOnly = (state: RunState, flow: PlannedFlow): boolean =>
  keepsNewest(state, flow.to) || (flow.info.transport === 'inproc' && keepsNewest(state, flow.from));

/** How many messages the queue of each end takes, by its mark; 0 = unlimited. Of a conflating socket it is one. */
export const roomsOf = (state: RunState, flow: PlannedFlow): { readonly send: number; readonly receive: number } => ({
  send: keepsNewest(state, flow.from) ? 1 : markNow(state, flow.from, 'sendHighWaterMark'),
  receive: keepsNewest(state, flow.to) ? 1 : markNow(state, flow.to, 'receiveHighWaterMark'),
});

/** Whether a full queue makes libzmq discard messages of this flow instead of making the sender wait. */
export function dropsWhenFull(state: RunState, flow: PlannedFlow): boolean {
  const sender = state.scenario.sockets[flow.from];
  if (sender === undefined) return false;
  if (conflates(state, flow)) return true;
  if (sender.type === 'pub' || sender.type === 'xpub') return sender.options.noDrop !== true;
  return sender.type === 'router' && sender.options.mandatory !== true;
}

/** Bytes that one message of the flow takes in the kernel: header, payload and ZMTP's frame header (RFC 23: 2 or 9 bytes). */
export function wireBytes(state: RunState, flow: PlannedFlow): number {
  const stream = state.plan.streams[flow.streams[0] ?? -1];
  // An answer has no size of its own: its knob is 0, and what topic and header need is what it takes.
  const size = Math.max(minimumMessageBytes(stream?.topic ?? ''), state.memory.knob(flow.from, 'size'));
  return size + (size > 255 ? 9 : 2);
}

export function kernelBytes(
  state: RunState,
  flow: PlannedFlow,
): { readonly send: number; readonly receive: number } | undefined {
  const near = state.kernel.get(`${flow.link}`);
  if (near === undefined) return undefined;
  const forward = flow.info.direction === 'forward';
  const far = state.kernel.get(`${flow.link} relay`);
  const sendBytes = (sample: typeof near): number => (forward ? sample.fromSendQueueBytes : sample.toSendQueueBytes);
  const receiveBytes = (sample: typeof near): number =>
    forward ? sample.toReceiveQueueBytes : sample.fromReceiveQueueBytes;
  if (far === undefined) return { send: sendBytes(near), receive: receiveBytes(near) };
  const [first, last] = (state.plan.links[flow.link]?.spec.bind === 'from') === forward ? [near, far] : [far, near];
  return { send: sendBytes(first) + receiveBytes(first) + sendBytes(last), receive: receiveBytes(last) };
}
