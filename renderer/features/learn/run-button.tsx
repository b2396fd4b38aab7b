import { Play, RotateCcw, Square } from 'lucide-react';
import { useStore } from 'zustand';
import { findLesson } from '../../../shared/lessons/lessons.ts';
import { findMyth } from '../../../shared/lessons/myths.ts';
import { isLive } from '../../session/session-store.ts';
import { useSession, useStoreValue } from '../../session/window-model.ts';
import { useLearn } from './learn-model.ts';
import { isGoing } from './learn-store.ts';

interface RunButtonProps {
  /** Whose experiment this is: the beginning of its subjects. */
  readonly subject: string;
  /** There is a result of it already. */
  readonly again: boolean;
  readonly label: string;
  readonly run: () => void;
}

/**
 * One button that runs, and stops what runs, so that the focus stays where it was. There is one Lab: what another lesson or
 * somebody in the Lab has going is named before it is ended.
 */
export function RunButton({ subject, again, label, run }: RunButtonProps) {
  const learn = useLearn();
  const experiment = useStore(learn.store, (state) => state.experiment);
  const session = useSession();
  const stopping = useStoreValue('session', (state) => state.busy === 'stopping');
  const goes = isGoing(experiment);
  const other = goes && !experiment.subject.startsWith(subject) ? titleOf(experiment.subject) : undefined;
  const lab = !goes && isLive(session) ? session?.scenario.name : undefined;
  return (
    <div className="run-button">
      {goes ? (
        <button
          type="button"
          className="button learn-run"
          aria-keyshortcuts="S"
          disabled={experiment.state === 'loading' || stopping || session?.phase === 'draining'}
          onClick={() => void learn.stop()}
        >
          <Square aria-hidden="true" />
          Stop
        </button>
      ) : (
        <button
          type="button"
          className={again ? 'button learn-run' : 'button button-main learn-run'}
          aria-keyshortcuts="R"
          onClick={run}
        >
          {again ? <RotateCcw aria-hidden="true" /> : <Play aria-hidden="true" />}
          {label}
        </button>
      )}
      {other !== undefined && <p className="run-note" role="status">{`\u201c${other}\u201d still runs.`}</p>}
      {lab !== undefined && <p className="run-note">{`This ends the run of \u201c${lab}\u201d in the Lab.`}</p>}
    </div>
  );
}

/** The lesson or claim of an experiment's subject. */
const titleOf = (subject: string): string => {
  const [kind, id = ''] = subject.split(':');
  return (kind === 'lesson' ? findLesson(id)?.title : findMyth(id)?.claim) ?? id;
};
