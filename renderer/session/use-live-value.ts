import { useEffect, useRef, useState } from 'react';
import type { FrameView } from '../../shared/frame/frame.ts';
import { useLive } from '../live/live-context.ts';

const lookEveryMs = 250;

/** For the few things of a frame that decide what is rendered (a socket is closed): looked at four times a second. */
export function useLiveValue<T extends string | number | boolean>(read: (frame: FrameView) => T, before: T): T {
  const live = useLive();
  const [value, setValue] = useState(before);
  const newest = useRef({ read, before });
  newest.current = { read, before };
  useEffect(() => {
    let lookedAtMs = Number.NEGATIVE_INFINITY;
    return live.loop.register((nowMs, frame) => {
      if (nowMs - lookedAtMs < lookEveryMs) return;
      lookedAtMs = nowMs;
      setValue(frame === undefined ? newest.current.before : newest.current.read(frame));
    });
  }, [live]);
  return value;
}
