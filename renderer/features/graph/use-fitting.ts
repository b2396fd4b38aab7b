import { useReactFlow } from '@xyflow/react';
import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { fittingViewport, openingViewport } from './fitting.ts';
import type { GraphLayout } from './graph-layout.ts';

/** Keeps the graph in view until the user moves it; `fitAll` takes all of it into view, however small it gets. */
export function useFitting(container: RefObject<HTMLElement | null>, layout: GraphLayout) {
  const flow = useReactFlow();
  const movedByUser = useRef(false);

  const fitAll = useCallback(() => {
    movedByUser.current = false;
    const room = container.current?.getBoundingClientRect();
    if (room !== undefined) void flow.setViewport(fittingViewport(layout, room));
  }, [container, flow, layout]);
  const touched = useCallback(() => {
    movedByUser.current = true;
  }, []);

  useEffect(() => {
    if (container.current === null) return;
    movedByUser.current = false;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined || movedByUser.current) return;
      void flow.setViewport(openingViewport(layout, entry.contentRect));
    });
    observer.observe(container.current);
    return () => observer.disconnect();
  }, [container, flow, layout]);

  return { fitAll, touched };
}
