import { Menu } from '@base-ui/react/menu';
import { ChevronUp, Droplet, FlaskConical, Pause, Play, TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { type ReplayInfo, replaySpeeds } from '../../../shared/records/records-view.ts';
import { formatRunTime } from '../../live/format.ts';
import { useModel, useStoreValue } from '../../session/window-model.ts';
import { Hint } from '../../ui/icon-button.tsx';
import { MomentShape } from './moment-shape.tsx';
import { momentsOf } from './moments.ts';
import { Timeline } from './timeline.tsx';
import './replay-bar.css';

/** Plays the recording that is shown: to and fro in time, at its own speed or another, and back to the Lab. */
export function ReplayBar({ info }: { readonly info: ReplayInfo }) {
  const { actions } = useModel();
  const busy = useStoreValue('session', (state) => state.busy);
  return (
    <section className="replay-bar" aria-label="Recording">
      <PlayButton />
      <Clock info={info} />
      <Timeline info={info} />
      <FirstLoss info={info} />
      <Moments info={info} />
      <Speeds />
      <button
        type="button"
        className="button"
        disabled={busy !== undefined}
        onClick={() => void actions.closeRecording()}
      >
        <FlaskConical aria-hidden="true" />
        Back to the Lab
      </button>
      <Seeking />
    </section>
  );
}

function PlayButton() {
  const { actions } = useModel();
  const playing = useStoreValue('replay', ({ replay }) => replay?.playing === true);
  return (
    <button
      type="button"
      className={playing ? 'button replay-play' : 'button button-main replay-play'}
      aria-keyshortcuts="Space"
      onClick={() => void actions.replay({ playing: !playing })}
    >
      {playing ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
      {playing ? 'Pause' : 'Play'}
    </button>
  );
}

/** Where it stands and how long it is; the loop writes the first. */
function Clock({ info }: { readonly info: ReplayInfo }) {
  const { live } = useModel();
  const now = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      live.loop.register((_nowMs, frame) => {
        const text = formatRunTime(frame?.atMs ?? info.fromMs);
        if (now.current !== null && now.current.textContent !== text) now.current.textContent = text;
      }),
    [live, info.fromMs],
  );
  return (
    <span className="replay-clock figure">
      <span ref={now}>{formatRunTime(info.fromMs)}</span>
      <span className="replay-length">of {formatRunTime(info.toMs)}</span>
      {info.problem !== null && (
        <Hint text={info.problem}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its hint must be reached by keyboard, too. */}
          <span className="replay-problem" role="img" aria-label={info.problem} tabIndex={0}>
            <TriangleAlert aria-hidden="true" />
          </span>
        </Hint>
      )}
    </span>
  );
}

function FirstLoss({ info: { firstLossAtMs } }: { readonly info: ReplayInfo }) {
  const { actions } = useModel();
  if (firstLossAtMs === null) return <span className="replay-quiet">Nothing lost</span>;
  return (
    <button
      type="button"
      className="button"
      aria-description="Goes to the moment at which the first lost message was sent"
      onClick={() => void actions.replay({ atMs: firstLossAtMs })}
    >
      <Droplet className="moment-shape" data-kind="loss" aria-hidden="true" />
      First loss
      <span className="figure replay-quiet">{formatRunTime(firstLossAtMs)}</span>
    </button>
  );
}

function Moments({ info }: { readonly info: ReplayInfo }) {
  const { actions } = useModel();
  const moments = momentsOf(info);
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="button" disabled={moments.length === 0}>
        Moments
        <ChevronUp aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="float-layer" side="top" align="end" sideOffset={8}>
          <Menu.Popup className="moments">
            {moments.map(({ atMs, kind, text }) => (
              <Menu.Item
                key={`${kind} ${atMs} ${text}`}
                className="moment"
                onClick={() => void actions.replay({ atMs })}
              >
                <MomentShape kind={kind} />
                <span className="figure moment-time">{formatRunTime(atMs)}</span>
                <span>{text}</span>
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Speeds() {
  const { actions } = useModel();
  const chosen = useStoreValue('replay', ({ replay }) => replay?.speed ?? 1);
  return (
    <fieldset className="replay-speeds">
      <legend className="for-screen-readers">Speed</legend>
      {replaySpeeds.map((speed) => (
        <button
          key={speed}
          type="button"
          className="replay-speed figure"
          aria-pressed={speed === chosen}
          aria-label={`${speed} times`}
          onClick={() => void actions.replay({ speed })}
        >
          {speed}×
        </button>
      ))}
    </fieldset>
  );
}

/** Shown only where a jump takes more than a moment. */
function Seeking() {
  const share = useStoreValue('replay', (state) => state.seeking);
  if (share === undefined) return undefined;
  return (
    <div className="replay-seeking">
      <progress aria-label="Reading the recording up to this moment" value={share} />
    </div>
  );
}
