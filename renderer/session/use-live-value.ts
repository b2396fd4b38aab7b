import { useEffect, useRef, useState } from 'react';
import type { FrameView } from '../../shared/frame/frame.ts';
import { useLive } from '../live/live-context.ts';

/** For the few things of a frame that decide what is rendered (a socket is closed): looked at with every beat of the figures. */
export function useLiveValue<T extends string | number | boolean>(read: (frame: FrameView) => T, before: T): T {
  const live = useLive();
  const [value, setValue] = useState(before);
  const newest = useRef({ read, before });
  newest.current = { read, before };
  useEffect(() => {
    return live.loop.register((_nowMs, frame, beat) => {
      if (!beat) return;
      setValue(frame === undefined ? newest.current.before : newest.current.read(frame));
    });
  }, [live]);
  return value;
}
