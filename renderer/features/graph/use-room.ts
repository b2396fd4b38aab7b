import { type RefObject, useEffect, useState } from 'react';

export interface Room {
  readonly width: number;
  readonly height: number;
}

/** Sizes are taken in steps, so that dragging the window's edge does not lay the graph out at every pixel. */
const step = 40;

/** How much room an element has. Begins with what the smallest supported window gives. */
export function useRoom(element: RefObject<HTMLElement | null>): Room {
  const [room, setRoom] = useState<Room>({ width: 940, height: 340 });
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const width = Math.max(step, Math.floor(entry.contentRect.width / step) * step);
      const height = Math.max(step, Math.floor(entry.contentRect.height / step) * step);
      setRoom((before) => (before.width === width && before.height === height ? before : { width, height }));
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return room;
}
