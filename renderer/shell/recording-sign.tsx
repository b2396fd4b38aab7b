import { Disc } from 'lucide-react';
import { useStoreValue } from '../session/window-model.ts';

/** Says, in every part of the window, that the run is written down. */
export function RecordingSign() {
  const phase = useStoreValue('replay', ({ recording }) => recording.phase);
  return (
    <p className="recording-sign" role="status" data-phase={phase}>
      {phase !== 'off' && (
        <>
          <Disc aria-hidden="true" />
          {phase === 'recording' ? 'Recording' : 'Will record'}
        </>
      )}
    </p>
  );
}
