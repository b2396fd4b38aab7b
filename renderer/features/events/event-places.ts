import type { EventReport } from '../../../shared/report/report.ts';
import type { AnchoredRange } from '../charts/anchored-range.ts';
import { type EventKind, eventKind } from './event-kinds.ts';

/** Where one mark of the strip stands, in pixels from the anchor. */
export interface EventPlace {
  readonly event: EventReport;
  readonly kind: EventKind;
  readonly x: number;
  /** Above 0 for a storm that was folded into a bar. */
  readonly length: number;
  /** The word beside the mark; empty where the next mark is too near. */
  readonly word: string;
}

/** Marks nearer than this hide each other: the graver one is drawn, else the earlier; the list has them all. */
const nearestPixels = 5;
const pixelsPerLetter = 7;
const markPixels = 16;

/** The marks to draw for the stretch of time that is rendered, at most one per few pixels however many events there are. */
export function placeEvents(
  events: readonly EventReport[],
  { anchorMs, msPerPixel, rendered }: AnchoredRange,
): readonly EventPlace[] {
  const places: EventPlace[] = [];
  for (const event of events) {
    const lastAtMs = event.lastAtMs ?? event.atMs;
    if (lastAtMs < rendered.fromMs || event.atMs > rendered.toMs) continue;
    const kind = eventKind(event.event);
    const x = (event.atMs - anchorMs) / msPerPixel;
    const length = Math.max(0, lastAtMs - event.atMs) / msPerPixel;
    const before = places.at(-1);
    const hides = before && x - before.x < nearestPixels && Math.max(length, before.length) < nearestPixels;
    if (hides && !outranks(kind, before.kind)) continue;
    if (hides) places.pop();
    places.push({ event, kind, x, length, word: wordOf(event, kind) });
  }
  return places.map((place, at) => withRoom(place, places[at + 1]));
}

const ranks: Readonly<Record<EventKind['tone'], number>> = { plain: 0, waiting: 1, bad: 2 };
const outranks = (a: EventKind, b: EventKind) => ranks[a.tone] > ranks[b.tone];

function wordOf({ socket, count = 1 }: EventReport, { word }: EventKind): string {
  return `${socket} ${word}${count > 1 ? ` \u00d7${count.toLocaleString('en-US')}` : ''}`;
}

function withRoom(place: EventPlace, next: EventPlace | undefined): EventPlace {
  const room = (next?.x ?? Number.POSITIVE_INFINITY) - place.x;
  return room >= markPixels + place.word.length * pixelsPerLetter ? place : { ...place, word: '' };
}
