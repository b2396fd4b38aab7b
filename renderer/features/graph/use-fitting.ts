import { useReactFlow } from '@xyflow/react';
import { type RefObject, useCallback, useEffect, useRef } from 'react';
import type { GraphLayout } from './graph-layout.ts';

const paddingPx = 24;
/** The row of zoom buttons; a picture that reaches the bottom stays above it. */
const controlsPx = 36;
const largestZoom = 1.75;

/** Keeps the whole graph in view until the user moves it; another layout or `fitAll` takes it back into view. */
export function useFitting(container: RefObject<HTMLElement | null>, layout: GraphLayout) {
  const flow = useReactFlow();
  const movedByUser = useRef(false);

  const place = useCallback(() => {
    const room = container.current?.getBoundingClientRect();
    if (room !== undefined) void flow.setViewport(fittingViewport(layout, room));
  }, [container, flow, layout]);
  const fitAll = useCallback(() => {
    movedByUser.current = false;
    place();
  }, [place]);
  const touched = useCallback(() => {
    movedByUser.current = true;
  }, []);

  useEffect(() => {
    if (container.current === null) return;
    movedByUser.current = false;
    const observer = new ResizeObserver(() => {
      if (!movedByUser.current) place();
    });
    observer.observe(container.current);
    return () => observer.disconnect();
  }, [container, place]);

  return { fitAll, touched };
}

/** Middle of the room; a picture that fits with ease is not moved up for the buttons. */
export function fittingViewport(
  { width, height }: Pick<GraphLayout, 'width' | 'height'>,
  room: { readonly width: number; readonly height: number },
) {
  const inner = { width: room.width - 2 * paddingPx, height: room.height - paddingPx - controlsPx };
  const zoom = Math.max(0.05, Math.min(largestZoom, inner.width / width, inner.height / height));
  const rest = room.height - height * zoom;
  const y = rest / 2 > controlsPx ? rest / 2 : Math.min(paddingPx, Math.max(8, rest - controlsPx));
  return { x: (room.width - width * zoom) / 2, y, zoom };
}
