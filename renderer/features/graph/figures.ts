import type { FrameView } from '../../../shared/frame/frame.ts';
import { type FlowState, flowStates } from '../../../shared/telemetry/fields.ts';

/** A flow's or socket's state in a frame; `idle` while nothing is known. */
export const flowState = (frame: FrameView, flow: number | undefined): FlowState =>
  flow === undefined ? 'refused' : (flowStates[frame.flow(flow, 'state')] ?? 'idle');

export const socketState = (frame: FrameView, socket: number): FlowState =>
  flowStates[frame.socket(socket, 'state')] ?? 'idle';

/** From harmless to harmful; the worst of several speaks for all. */
const severity: readonly FlowState[] = ['idle', 'flowing', 'disconnected', 'filling', 'blocked', 'refused', 'losing'];

export const worstState = (states: readonly FlowState[]): FlowState =>
  states.reduce<FlowState>(
    (worst, state) => (severity.indexOf(state) > severity.indexOf(worst) ? state : worst),
    'idle',
  );

/** What a queue holds and what it may hold; `mark` 0 = unlimited, NaN = not known here. */
export interface TankFigures {
  readonly held: number;
  readonly error: number;
  readonly mark: number;
}

export const sendTank = (frame: FrameView, flow: number): TankFigures => ({
  held: frame.flow(flow, 'sendQueue'),
  error: frame.flow(flow, 'sendQueueError'),
  mark: frame.flow(flow, 'sendMark'),
});

export const receiveTank = (frame: FrameView, flow: number): TankFigures => ({
  held: frame.flow(flow, 'receiveQueue'),
  error: frame.flow(flow, 'receiveQueueError'),
  mark: frame.flow(flow, 'receiveMark'),
});

/** inproc has one pipe; its limit is the sum of both marks, and none when one of them is 0 (zmq_inproc(7)). */
export const wholeTank = (frame: FrameView, flow: number): TankFigures => {
  const [send, receive] = [frame.flow(flow, 'sendMark'), frame.flow(flow, 'receiveMark')];
  return { held: frame.flow(flow, 'queued'), error: 0, mark: send === 0 || receive === 0 ? 0 : send + receive };
};

export interface KernelFigures {
  readonly send: number;
  readonly receive: number;
  /** What the kernel is estimated to hold when it is full; NaN when not known. */
  readonly capacity: number;
  readonly bytes: number;
}

export const kernelTank = (frame: FrameView, flow: number): KernelFigures => {
  // The kernel is looked at a few times a second, what is under way at every tick: an older look may not say more than that.
  const looked = orZero(frame.flow(flow, 'kernelSend')) + orZero(frame.flow(flow, 'kernelReceive'));
  const share = looked > 0 ? Math.min(1, Math.max(0, orZero(frame.flow(flow, 'inFlight'))) / looked) : 1;
  const [send, receive] = [frame.flow(flow, 'kernelSend') * share, frame.flow(flow, 'kernelReceive') * share];
  const capacity = frame.flow(flow, 'capacity') - frame.flow(flow, 'sendMark') - frame.flow(flow, 'receiveMark');
  const held = orZero(send) + orZero(receive);
  return {
    send,
    receive,
    capacity: Number.isFinite(capacity) && capacity > 0 ? capacity : Number.NaN,
    bytes: Number.isNaN(send) && Number.isNaN(receive) ? Number.NaN : held * frame.flow(flow, 'wireBytes'),
  };
};

export const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);

/** The rate that says most about a flow in its state: what is lost while losing, else what arrives; NaN without a connection. */
export function speakingRate(frame: FrameView, flow: number): number {
  switch (flowState(frame, flow)) {
    case 'losing':
      return frame.flow(flow, 'lostPerSecond');
    case 'disconnected':
    case 'refused':
      return Number.NaN;
    default:
      return frame.flow(flow, 'deliveredPerSecond');
  }
}

/** Pixels per second of the moving dashes: each tenfold rate adds the same, so that 10/s and 100,000/s can both be seen. */
export const dashSpeed = (perSecond: number): number =>
  Number.isFinite(perSecond) && perSecond > 0 ? 8 + 18 * Math.log10(1 + perSecond) : 0;

/** A scale for a tank without a limit: the next of 1, 2, 5 times a power of ten above what it held at most. */
export function openScale(highest: number): number {
  const least = Math.max(100, orZero(highest) * 1.1);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((scale) => scale >= least) ?? least;
}
