import { useEffect, useRef, useState } from 'react';

/** A screen reader needs about this long for a sentence; figures in it change far more often. */
const announceEveryMs = 6_000;

/** The sentence as it is read out: the newest one, at most every few seconds. */
export function useAnnouncement(sentence: string): string {
  const [announced, setAnnounced] = useState('');
  const announcedAtMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const announce = () => {
      announcedAtMs.current = performance.now();
      setAnnounced(sentence);
    };
    const wait = Math.max(0, announcedAtMs.current + announceEveryMs - performance.now());
    const timer = setTimeout(announce, wait);
    return () => clearTimeout(timer);
  }, [sentence]);
  return announced;
}
