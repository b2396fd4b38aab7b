import { countFormat } from '../../live/format.ts';
import { createFollower } from '../../live/interpolate.ts';
import { openScale, type TankFigures } from './figures.ts';

/** The part of a tank below its mark; above it is the rim. */
const markShare = 0.78;

/** The elements that one queue's tank writes to. */
export interface TankElements {
  readonly fill: HTMLElement;
  readonly band: HTMLElement;
  readonly figure: HTMLElement;
  readonly mark: HTMLElement;
}

export interface TankDrawing {
  /** Answers whether the level still moves. */
  draw(figures: TankFigures, nowMs: number, beat: boolean): boolean;
}

/** Draws a queue: the level follows the figures, the number follows at a pace that can be read. */
export function createTankDrawing(elements: TankElements, estimated: boolean): TankDrawing {
  const level = createFollower();
  let highest = 0;

  const draw = (figures: TankFigures, nowMs: number, beat: boolean): boolean => {
    if (figures.held > highest) highest = figures.held;
    const scale = figures.mark > 0 ? figures.mark : openScale(highest);
    level.aim(levelOf(figures.held, scale), nowMs);
    drawLevel(elements, level.at(nowMs), levelOf(figures.error, scale));
    if (beat) writeFigures(elements, figures, estimated);
    return !level.settled(nowMs);
  };
  return { draw };
}

/** 0 = empty, 1 = at the mark. A queue over a mark that was just lowered shows so, up to the rim. */
export const levelOf = (held: number, scale: number): number =>
  Number.isFinite(held) && scale > 0 ? Math.min(1 / markShare, Math.max(0, held / scale)) : 0;

/** The hatched band around the surface of an estimated level is as high as the estimate may be wrong, both ways. */
function drawLevel({ fill, band }: TankElements, level: number, error: number): void {
  setStyle(fill, 'transform', `translateY(${percent(1 - level * markShare)})`);
  const top = Math.min(1, (level + error) * markShare);
  const bottom = Math.max(0, (level - error) * markShare);
  setStyle(band, 'clipPath', error > 0 ? `inset(${percent(1 - top)} 0 ${percent(bottom)} 0)` : 'inset(100% 0 0 0)');
}

function writeFigures({ figure, mark }: TankElements, figures: TankFigures, estimated: boolean): void {
  const tilde = estimated && Number.isFinite(figures.held) && figures.held > 0 ? '~' : '';
  setText(figure, tilde + countFormat.glance(Math.round(figures.held)));
  setText(mark, figures.mark === 0 ? 'no mark' : countFormat.glance(figures.mark));
  mark.parentElement?.toggleAttribute('data-open', figures.mark === 0);
}

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;

/** Touch the document only when something is another one than before. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setStyle(element: HTMLElement, name: 'transform' | 'clipPath', value: string): void {
  if (element.style[name] !== value) element.style[name] = value;
}

export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
