import type { FrameView } from '../../../shared/frame/frame.ts';
import { bytesFormat, countFormat, rateFormat } from '../../live/format.ts';
import { createFollower } from '../../live/interpolate.ts';
import { stateHref } from '../../ui/state-shape.tsx';
import { isStill } from '../../ui/stillness.ts';
import {
  dashSpeed,
  flowState,
  type KernelFigures,
  kernelTank,
  openScale,
  orZero,
  receiveTank,
  sendTank,
  speakingRate,
  type TankFigures,
  wholeTank,
} from './figures.ts';
import type { GraphLane } from './graph-model.ts';
import { createStripMotion } from './pipe-motion.ts';
import { createTankDrawing, setAttribute, setStyle, setText } from './tank.ts';

interface Marks {
  readonly send: number;
  readonly receive: number;
}

export interface LaneDrawing {
  /** Answers whether something still moves; figures are written when `beat` is true. */
  draw(nowMs: number, frame: FrameView | undefined, beat: boolean, resting: Marks): boolean;
  close(): void;
}

/** Writes one lane's figures straight into its elements; nothing of it goes through React. */
export function createLaneDrawing(element: HTMLElement, lane: GraphLane, moves: boolean): LaneDrawing {
  const motion = createStripMotion(moves ? [...element.querySelectorAll('.pipe-strip')] : []);
  const head = createHeadDrawing(element);
  const tanks = createTanks(element);
  const kernel = createKernelDrawing(element);

  const draw = (nowMs: number, frame: FrameView | undefined, beat: boolean, resting: Marks): boolean => {
    const { flow } = lane;
    if (frame === undefined || flow === undefined) {
      head.draw(beat, flow === undefined ? 'refused' : 'idle', Number.NaN);
      motion.run(0);
      kernel?.draw(nowMs, beat, emptyKernel);
      return tanks.map(({ part, draw: drawTank }) => drawTank(restingTank(part, resting), nowMs, beat)).some(Boolean);
    }
    const state = flowState(frame, flow);
    head.draw(beat, state, speakingRate(frame, flow));
    motion.run(isStill() ? 0 : dashSpeed(frame.flow(flow, 'deliveredPerSecond')));
    const moving = tanks.map(({ part, draw: drawTank }) => drawTank(tankFigures[part](frame, flow), nowMs, beat));
    return [...moving, kernel?.draw(nowMs, beat, kernelTank(frame, flow)) ?? false].some(Boolean);
  };
  return { draw, close: motion.close };
}

type TankPart = 'send' | 'receive' | 'whole';

const tankFigures: Readonly<Record<TankPart, (frame: FrameView, flow: number) => TankFigures>> = {
  send: sendTank,
  receive: receiveTank,
  whole: wholeTank,
};

function restingTank(part: TankPart, { send, receive }: Marks): TankFigures {
  const whole = send === 0 || receive === 0 ? 0 : send + receive;
  return { held: 0, error: 0, mark: part === 'send' ? send : part === 'receive' ? receive : whole };
}

function createTanks(element: HTMLElement) {
  const parts: readonly TankPart[] = ['send', 'receive', 'whole'];
  return parts.flatMap((part) => {
    const tank = element.querySelector<HTMLElement>(`[data-tank="${part}"]`);
    if (tank === null) return [];
    const elements = {
      fill: requirePart(tank, 'fill'),
      band: requirePart(tank, 'band'),
      figure: requirePart(tank, 'figure'),
      mark: requirePart(tank, 'mark'),
    };
    return [{ part, draw: createTankDrawing(elements, part !== 'whole').draw }];
  });
}

function createHeadDrawing(element: HTMLElement) {
  const shape = element.querySelector('use');
  const word = requirePart(element, 'word');
  const rate = requirePart(element, 'rate');
  return {
    draw: (beat: boolean, state: ReturnType<typeof flowState>, perSecond: number): void => {
      setAttribute(element, 'data-state', state);
      setText(word, state);
      if (shape !== null) setAttribute(shape, 'href', stateHref(state));
      if (!beat) return;
      const estimated = state === 'losing' ? '~' : '';
      setText(rate, Number.isFinite(perSecond) && perSecond > 0 ? estimated + rateFormat.glance(perSecond) : '');
    },
  };
}

const emptyKernel: KernelFigures = { send: 0, receive: 0, capacity: Number.NaN, bytes: Number.NaN };

/** The kernel's two buffers in one vessel: what waits gathers from the receiving end. */
function createKernelDrawing(element: HTMLElement) {
  if (element.querySelector('[data-tank="kernel"]') === null) return undefined;
  const [send, receive] = [requirePart(element, 'kernel-send'), requirePart(element, 'kernel-receive')];
  const [figure, bytes] = [requirePart(element, 'kernel-figure'), requirePart(element, 'kernel-bytes')];
  const [sendLevel, receiveLevel] = [createFollower(), createFollower()];
  let highest = 0;
  return {
    draw: (nowMs: number, beat: boolean, figures: KernelFigures): boolean => {
      const held = orZero(figures.send) + orZero(figures.receive);
      highest = Math.max(highest, held);
      const scale = Math.max(Number.isNaN(figures.capacity) ? openScale(highest) : figures.capacity, held, 1);
      receiveLevel.aim(orZero(figures.receive) / scale, nowMs);
      sendLevel.aim(orZero(figures.send) / scale, nowMs);
      const [received, sending] = [receiveLevel.at(nowMs), sendLevel.at(nowMs)];
      setStyle(receive, 'transform', `scaleX(${received.toFixed(3)})`);
      setStyle(send, 'transform', `translateX(${(-received * 100).toFixed(1)}%) scaleX(${sending.toFixed(3)})`);
      if (beat) {
        const known = !Number.isNaN(figures.send) || !Number.isNaN(figures.receive);
        setText(figure, known ? countFormat.glance(Math.round(held)) : 'not known');
        setText(bytes, figures.bytes > 0 ? bytesFormat.glance(figures.bytes) : '');
      }
      return !sendLevel.settled(nowMs) || !receiveLevel.settled(nowMs);
    },
  };
}

function requirePart(element: HTMLElement, part: string): HTMLElement {
  const found = element.querySelector<HTMLElement>(`[data-part="${part}"]`);
  if (found === null) throw new Error(`expected an element with data-part="${part}" in a lane, found none`);
  return found;
}
