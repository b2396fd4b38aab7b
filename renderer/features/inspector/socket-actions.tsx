import { CirclePause, CirclePlay, CircleX, RotateCcw, Skull } from 'lucide-react';
import type { SocketSpec } from '../../../shared/scenario/scenario.ts';
import { isLive } from '../../session/session-store.ts';
import { useLiveValue } from '../../session/use-live-value.ts';
import { useModel, useSession } from '../../session/window-model.ts';
import { restingReason } from './offered-faults.ts';
import { SettingProblem } from './setting-problem.tsx';

/** What can be done to a socket while it runs. */
export function SocketActions({ socket, index }: { readonly socket: SocketSpec; readonly index: number }) {
  const { actions } = useModel();
  const session = useSession();
  const live = isLive(session);
  const stalled = useLiveValue((frame) => frame.socket(index, 'stalled') === 1, false);
  const open = useLiveValue((frame) => frame.socket(index, 'open') !== 0, true);
  const usable = live && open;
  // What cannot be pressed says why.
  const resting = session && restingReason(session);
  const reason = resting ?? (open ? undefined : `${socket.id} is closed: restart it first.`);
  // A receiver stops reading; a socket that only sends stops sending.
  const halt = socket.consume === undefined ? 'Pause' : 'Stall';
  return (
    <section className="socket-actions" aria-label={`Actions on ${socket.id}`}>
      {(socket.consume !== undefined || socket.produce !== undefined) && (
        <button
          type="button"
          className="button"
          disabled={!usable}
          title={reason}
          onClick={() => void actions.act(socket.id, stalled ? 'resume' : 'stall')}
        >
          {stalled ? <CirclePlay aria-hidden="true" /> : <CirclePause aria-hidden="true" />}
          {stalled ? 'Resume' : halt}
        </button>
      )}
      <button
        type="button"
        className="button"
        disabled={!live}
        title={resting}
        onClick={() => void actions.act(socket.id, 'restart')}
      >
        <RotateCcw aria-hidden="true" />
        Restart
      </button>
      <button
        type="button"
        className="button"
        disabled={!usable}
        title={reason}
        onClick={() => void actions.act(socket.id, 'close')}
      >
        <CircleX aria-hidden="true" />
        Close
      </button>
      <button
        type="button"
        className="button"
        disabled={!usable}
        title={reason ?? 'As if the process had died'}
        onClick={() => void actions.act(socket.id, 'kill')}
      >
        <Skull aria-hidden="true" />
        Kill
      </button>
      <SettingProblem path={`sockets.${socket.id}`} />
    </section>
  );
}
