import { useEffect, useRef } from 'react';
import type { FrameView } from '../../shared/frame/frame.ts';
import type { Certainty } from '../../shared/report/finding.ts';
import { countFormat, type NumberFormat } from './format.ts';
import { useLive } from './live-context.ts';
import './live-number.css';

interface LiveNumberProps {
  readonly read: (frame: FrameView) => number;
  readonly format?: NumberFormat;
  readonly certainty?: Certainty;
  /** All digits at once, for sums that must add up before the reader's eyes. */
  readonly exact?: boolean;
  /** What the figure is and how it is known; the exact value is put before it. */
  readonly explanation?: string;
  /** In the tab order, so that the exact value can be reached by keyboard. */
  readonly focusable?: boolean;
}

/** All figures change together, five times a second: fast enough to be live, slow enough to be read. */
const beatMs = 200;

/** A figure that follows the frames without rendering: the loop writes its text, in a place of fixed width. */
export function LiveNumber(props: LiveNumberProps) {
  const { format = countFormat, certainty = 'measured', exact = false, focusable = false } = props;
  const live = useLive();
  const element = useRef<HTMLSpanElement>(null);
  const newest = useRef(props);
  newest.current = props;

  useEffect(() => {
    let beat = -1;
    let written: FrameView | undefined;
    const write = (nowMs: number, frame: FrameView | undefined) => {
      if (element.current === null || frame === undefined) return;
      const now = Math.floor(nowMs / beatMs);
      if (now === beat) {
        // The last frame of a run must be shown too: the loop goes on until its beat comes.
        if (frame !== written) live.loop.wake();
        return;
      }
      beat = now;
      written = frame;
      writeFigure(element.current, newest.current, frame);
    };
    return live.loop.register(write);
  }, [live]);

  return (
    <span
      ref={element}
      className={`live-number live-number-${certainty}`}
      style={{ minWidth: `${format.widthCh + (exact ? 3 : 0) + (certainty === 'estimated' ? 1 : 0)}ch` }}
      {...(focusable ? { tabIndex: 0 } : {})}
    >
      {format.glance(Number.NaN)}
    </span>
  );
}

function writeFigure(element: HTMLElement, props: LiveNumberProps, frame: FrameView): void {
  const { read, format = countFormat, certainty = 'measured', exact = false, explanation } = props;
  const value = read(frame);
  const sign = certainty === 'estimated' && Number.isFinite(value) ? '~' : '';
  const text = sign + (exact ? format.exact(value) : format.glance(value));
  if (element.textContent !== text) element.textContent = text;
  const title = `${sign}${format.exact(value)}, ${explanation ?? certainty}`;
  if (element.title !== title) element.title = title;
}
