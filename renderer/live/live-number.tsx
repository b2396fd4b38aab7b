import { useEffect, useRef } from 'react';
import type { FrameView } from '../../shared/frame/frame.ts';
import type { Certainty } from '../../shared/report/finding.ts';
import { countFormat, type NumberFormat } from './format.ts';
import type { Live } from './live.ts';
import { useLive } from './live-context.ts';
import './live-number.css';

interface LiveNumberProps {
  readonly read: (frame: FrameView) => number;
  readonly format?: NumberFormat;
  readonly certainty?: Certainty;
  /** All digits always, for sums that must add up before the reader's eyes. */
  readonly exact?: boolean;
}

/**
 * A figure that follows the frames without rendering: the loop writes its text, in a place of fixed width. Three digits at a glance;
 * all of them while it, or the button or other focusable element that it stands in, is pointed at or has the focus.
 */
export function LiveNumber(props: LiveNumberProps) {
  const { format = countFormat, certainty = 'measured', exact = false } = props;
  const live = useLive();
  const element = useRef<HTMLSpanElement>(null);
  const newest = useRef(props);
  newest.current = props;

  useEffect(() => (element.current ? follow(live, element.current, () => newest.current) : undefined), [live]);

  return (
    <span
      ref={element}
      className={`live-number live-number-${certainty}`}
      style={{ minWidth: `${format.widthCh + (exact ? 3 : 0) + (certainty === 'estimated' ? 1 : 0)}ch` }}
    >
      {format.glance(Number.NaN)}
    </span>
  );
}

function follow(live: Live, element: HTMLElement, props: () => LiveNumberProps): () => void {
  let isPointed = false;
  let hasTurned = false;

  const write = (_nowMs: number, frame: FrameView | undefined, beat: boolean) => {
    if (!beat && !hasTurned) return;
    hasTurned = false;
    const text =
      frame === undefined ? (props().format ?? countFormat).glance(Number.NaN) : figureText(props(), frame, isPointed);
    if (element.textContent !== text) element.textContent = text;
  };
  const stopPointing = onPointing(element.closest<HTMLElement>('button, [tabindex]') ?? element, (on) => {
    isPointed = on;
    hasTurned = true;
    live.loop.wake();
  });
  const leave = live.loop.register(write);
  return () => {
    leave();
    stopPointing();
  };
}

function figureText(props: LiveNumberProps, frame: FrameView, isPointed: boolean): string {
  const { read, format = countFormat, certainty = 'measured', exact = false } = props;
  const value = read(frame);
  const sign = certainty === 'estimated' && Number.isFinite(value) ? '~' : '';
  return sign + (exact || isPointed ? format.exact(value) : format.glance(value));
}

function onPointing(owner: HTMLElement, tell: (on: boolean) => void): () => void {
  const on = () => tell(true);
  const off = () => tell(owner.matches(':hover, :focus'));
  const begins = ['pointerenter', 'focusin'] as const;
  const ends = ['pointerleave', 'focusout'] as const;
  for (const name of begins) owner.addEventListener(name, on);
  for (const name of ends) owner.addEventListener(name, off);
  return () => {
    for (const name of begins) owner.removeEventListener(name, on);
    for (const name of ends) owner.removeEventListener(name, off);
  };
}
