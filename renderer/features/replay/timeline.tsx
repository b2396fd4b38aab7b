import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef } from 'react';
import type { ReplayInfo } from '../../../shared/records/records-view.ts';
import { formatRunTime } from '../../live/format.ts';
import { useModel } from '../../session/window-model.ts';
import { MomentShape } from './moment-shape.tsx';
import { type Moment, momentsOf } from './moments.ts';
import { createSeeker } from './seeker.ts';
import { momentOfKey } from './timeline-keys.ts';

/** The recording from its begin to its end: drag, click, arrows. The handle is moved by the loop, as everything that is live. */
export function Timeline({ info }: { readonly info: ReplayInfo }) {
  const { live, stores, actions } = useModel();
  const { fromMs, toMs } = info;
  const slider = useRef<HTMLDivElement>(null);
  const dragged = useRef<{ readonly wasPlaying: boolean; atMs: number } | undefined>(undefined);
  const seeker = useMemo(() => createSeeker((atMs) => actions.replay({ atMs })), [actions]);
  const moments = useMemo(() => momentsOf(info), [info]);
  const isPlaying = () => stores.replay.getState().replay?.playing === true;

  const shownMs = () =>
    dragged.current?.atMs ??
    seeker.wanted() ??
    stores.replay.getState().target ??
    live.latest()?.atMs ??
    stores.replay.getState().replay?.atMs ??
    fromMs;
  const newest = useRef(shownMs);
  newest.current = shownMs;

  useEffect(
    () =>
      live.loop.register((_nowMs, _frame, beat) => {
        if (slider.current !== null) place(slider.current, newest.current(), { fromMs, toMs }, beat);
      }),
    [live, fromMs, toMs],
  );
  useEffect(() => stores.replay.subscribe(() => live.loop.wake()), [stores, live]);

  /** At once: while a jump is under way the loop draws nothing, but the handle follows the hand. */
  const draw = () => {
    if (slider.current !== null) place(slider.current, shownMs(), { fromMs, toMs }, true);
  };
  const dragTo = (event: PointerEvent, marks: readonly Moment[] = []) => {
    if (dragged.current === undefined) return;
    dragged.current.atMs = momentAt(event, info, marks);
    seeker.seek(dragged.current.atMs);
    draw();
  };
  const endDrag = () => {
    const drag = dragged.current;
    dragged.current = undefined;
    if (drag?.wasPlaying === true) void actions.replay({ playing: true });
    live.loop.wake();
  };
  const pressKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === ' ') void actions.replay({ playing: !isPlaying() });
    const target = momentOfKey(event, newest.current(), info);
    if (target === undefined && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    if (target === undefined) return;
    seeker.seek(target);
    draw();
  };
  return (
    <div
      ref={slider}
      className="timeline"
      role="slider"
      tabIndex={0}
      aria-label="Moment of the recording. Arrows go a second, with Shift a tick; Space plays and pauses."
      aria-valuemin={Math.round(fromMs)}
      aria-valuemax={Math.round(toMs)}
      aria-valuenow={Math.round(fromMs)}
      onKeyDown={pressKey}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        dragged.current = { wasPlaying: isPlaying(), atMs: fromMs };
        if (dragged.current.wasPlaying) void actions.replay({ playing: false });
        dragTo(event, moments);
      }}
      onPointerMove={(event) => dragTo(event)}
      onPointerUp={endDrag}
      onPointerCancel={endDrag}
    >
      <div className="timeline-track">
        <div className="timeline-past" />
        {moments.map((moment) => (
          <MomentMark key={`${moment.kind} ${moment.atMs} ${moment.text}`} moment={moment} info={info} />
        ))}
        <div className="timeline-handle" />
      </div>
    </div>
  );
}

/** Drawn only: a press on it goes to the moment itself, and by keyboard the same moments are in the list beside the time line. */
function MomentMark({ moment: { atMs, kind, text }, info }: { readonly moment: Moment; readonly info: ReplayInfo }) {
  const share = (atMs - info.fromMs) / Math.max(1, info.toMs - info.fromMs);
  return (
    <span
      className="timeline-mark"
      data-kind={kind}
      title={`${formatRunTime(atMs)} ${text}`}
      style={{ left: `${share * 100}%` }}
    >
      <MomentShape kind={kind} />
    </span>
  );
}

function place(
  slider: HTMLElement,
  atMs: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  beat: boolean,
): void {
  const share = Math.min(1, Math.max(0, (atMs - fromMs) / Math.max(1, toMs - fromMs)));
  slider.style.setProperty('--share', String(share));
  const now = String(Math.round(atMs));
  if (!beat || slider.getAttribute('aria-valuenow') === now) return;
  slider.setAttribute('aria-valuenow', now);
  slider.setAttribute('aria-valuetext', `${formatRunTime(atMs)} of ${formatRunTime(toMs)}`);
}

/** A press so near to a mark means the mark. */
const snapPixels = 8;

/** The moment under the pointer; the track is a little narrower than what takes the pointer, so that the handle reaches both ends. */
function momentAt(
  { clientX, currentTarget }: PointerEvent,
  { fromMs, toMs }: ReplayInfo,
  marks: readonly Moment[],
): number {
  const { left, width } = (currentTarget.firstElementChild ?? currentTarget).getBoundingClientRect();
  const share = width > 0 ? Math.min(1, Math.max(0, (clientX - left) / width)) : 0;
  const atMs = fromMs + share * (toMs - fromMs);
  const snapMs = (snapPixels / Math.max(1, width)) * (toMs - fromMs);
  const near = marks.filter((mark) => Math.abs(mark.atMs - atMs) <= snapMs);
  return near.sort((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs))[0]?.atMs ?? atMs;
}
