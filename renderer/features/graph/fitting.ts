const paddingPx = 24;
/** The row of zoom buttons; a picture that reaches the bottom stays above it. */
const controlsPx = 44;
const largestZoom = 1.75;
/** The user may zoom out so far; 200 rows fit into the lowest picture at 0.03. */
export const smallestZoom = 0.02;
/** Below this nothing can be read: then the picture opens at a size that can, in its middle. */
const legibleZoom = 0.5;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** All of the picture, in the middle of the room; one that fits with ease is not moved up for the buttons. */
export function fittingViewport({ width, height }: Size, room: Size) {
  const inner = { width: room.width - 2 * paddingPx, height: room.height - paddingPx - controlsPx };
  const zoom = Math.max(smallestZoom, Math.min(largestZoom, inner.width / width, inner.height / height));
  const rest = room.height - height * zoom;
  const y = rest / 2 > controlsPx ? rest / 2 : Math.min(paddingPx, Math.max(8, rest - controlsPx));
  return { x: (room.width - width * zoom) / 2, y, zoom };
}

/** As above while it can be read; else as wide as the room, and the middle of its height, where the hub is. */
export function openingViewport(size: Size, room: Size) {
  const fitting = fittingViewport(size, room);
  if (fitting.zoom >= legibleZoom) return fitting;
  const zoom = Math.max(legibleZoom, Math.min(1, (room.width - 2 * paddingPx) / size.width));
  return { x: (room.width - size.width * zoom) / 2, y: (room.height - size.height * zoom) / 2, zoom };
}
