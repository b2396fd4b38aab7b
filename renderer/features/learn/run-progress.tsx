import { useEffect, useRef } from 'react';
import { useLive } from '../../live/live-context.ts';
import { useSession } from '../../session/window-model.ts';
import type { Experiment } from './learn-store.ts';

/** How far a run has come, by the engine's clock; the drain that follows has no length that is known before. */
export function RunProgress({ experiment, seconds }: { readonly experiment: Experiment; readonly seconds: number }) {
  const live = useLive();
  const phase = useSession()?.phase;
  const bar = useRef<HTMLProgressElement>(null);
  useEffect(
    () =>
      live.loop.register(() => {
        const doneMs = Math.min(seconds * 1000, live.latest()?.atMs ?? 0);
        if (bar.current !== null) bar.current.value = doneMs;
      }),
    [live, seconds],
  );
  return (
    <div className="run-progress">
      <progress ref={bar} max={seconds * 1000} value={0} aria-label="How far the run has come" />
      <p role="status">{wordsOf(experiment, phase, seconds)}</p>
    </div>
  );
}

function wordsOf(experiment: Experiment, phase: string | undefined, seconds: number): string {
  if (experiment.state === 'loading' || phase === 'starting') return 'Opening the sockets';
  return phase === 'draining' ? 'Counting what still arrives' : `Running for ${seconds} seconds`;
}
