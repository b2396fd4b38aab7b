import { RefreshCw } from 'lucide-react';
import { useStore } from 'zustand';
import type { FlowState } from '../../../shared/telemetry/fields.ts';
import { StateShape } from '../../ui/state-shape.tsx';
import { CopyButton } from '../attach/copy-button.tsx';
import '../sentence/sentence-bar.css';
import { useDoctor } from './doctor-model.ts';
import { countOf, type DoctorState, doctorSentence } from './doctor-store.ts';

/** The state of this machine in one sentence, with what can be done about the report. */
export function DoctorSentence() {
  const doctor = useDoctor();
  const state = useStore(doctor);
  const { report, busy } = state;
  return (
    <section className="sentence-bar" data-state={toneOf(state)} aria-label="What is happening">
      <StateShape state={toneOf(state)} />
      <div className="sentence-words">
        <p className="sentence" aria-live="polite">
          {doctorSentence(state)}
        </p>
      </div>
      <div className="sentence-tools">
        <button type="button" className="button" disabled={busy} onClick={() => void doctor.run()}>
          <RefreshCw aria-hidden="true" />
          {busy ? 'Checking' : 'Check again'}
        </button>
        {report !== undefined && (
          <CopyButton label="Copy the report as JSON" text={() => JSON.stringify(report, undefined, 2)} />
        )}
      </div>
    </section>
  );
}

function toneOf({ report, problem }: DoctorState): FlowState {
  if (problem !== undefined || (report !== undefined && countOf(report, 'failing') > 0)) return 'refused';
  if (report === undefined) return 'idle';
  return countOf(report, 'warning') > 0 ? 'filling' : 'flowing';
}
