import { useEffect, useRef } from 'react';
import type { FrameView } from '../../shared/frame/frame.ts';
import { formatRunTime } from '../live/format.ts';
import { useLive } from '../live/live-context.ts';
import { useSession, useStoreValue } from '../session/window-model.ts';
import { RecordingSign } from './recording-sign.tsx';

const words = {
  idle: 'ready',
  starting: 'starting',
  running: 'running',
  draining: 'draining',
  ended: 'ended',
  failed: 'failed',
} as const;

/** How long the run goes on, by the engine's clock, and in which phase it is. */
export function Elapsed() {
  const live = useLive();
  const phase = useSession()?.phase ?? 'idle';
  const frozen = useStoreValue('session', (state) => state.frozen);
  const replay = useStoreValue('replay', (state) => state.replay);
  const word = replay === undefined ? (frozen ? 'frozen' : words[phase]) : replay.playing ? 'playing' : 'paused';
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = (_nowMs: number, frame: FrameView | undefined) => {
      const text = formatRunTime(frame?.atMs ?? 0);
      if (element.current !== null && element.current.textContent !== text) element.current.textContent = text;
    };
    return live.loop.register(write);
  }, [live]);
  return (
    <div className="elapsed" data-phase={frozen ? 'frozen' : phase}>
      <span ref={element} className="figure elapsed-time" role="timer" aria-label="Elapsed">
        00:00.0
      </span>
      <span className="elapsed-phase">{word}</span>
      <RecordingSign />
    </div>
  );
}
