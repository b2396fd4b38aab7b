import type { SessionView } from '../../shared/contract.ts';
import type { FrameView } from '../../shared/frame/frame.ts';
import type { RunPhase } from '../../shared/telemetry/telemetry.ts';

/** A run that says `running` but has sent no frame yet is still starting. */
export function runPhase(session: SessionView, frame: FrameView | undefined): RunPhase {
  return session.phase === 'running' && frame === undefined ? 'starting' : session.phase;
}
