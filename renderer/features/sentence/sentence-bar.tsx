import { Check, Copy, Undo2, X } from 'lucide-react';
import { useState } from 'react';
import { useIsFixed, useModel, useSession, useStoreValue } from '../../session/window-model.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { StateShape } from '../../ui/state-shape.tsx';
import { FixMenu } from './fix-menu.tsx';
import { LedgerMark } from './ledger-mark.tsx';
import { useAnnouncement } from './use-announcement.ts';
import { type Said, useSaid } from './use-said.ts';
import { WhyPopover } from './why-popover.tsx';
import './sentence-bar.css';

/** One sentence that says what is happening now, why, and what would help. */
export function SentenceBar() {
  const said = useSaid();
  const announced = useAnnouncement(said.sentence);
  const session = useSession();
  const fixed = useIsFixed();
  const about = session?.phase === 'idle' && said.kind === 'status' ? session.scenario.description : '';
  return (
    <section
      className="sentence-bar"
      data-state={said.state}
      data-over={session?.phase === 'ended'}
      aria-label="What is happening"
    >
      <StateShape state={said.state} />
      <div className="sentence-words">
        <p className="sentence">{said.sentence}</p>
        {about !== '' && <p className="sentence-about">{about}</p>}
      </div>
      <p className="for-screen-readers" aria-live="polite">
        {announced}
      </p>
      <div className="sentence-tools">
        <LedgerMark />
        <UndoButton />
        {said.kind !== 'problem' && <WhyPopover finding={said.finding} />}
        {!fixed && said.finding !== undefined && said.finding.remedies.length > 0 && <FixMenu finding={said.finding} />}
        {said.problemKey === undefined ? <CopyButton said={said} /> : <DismissButton said={said} />}
      </div>
    </section>
  );
}

function UndoButton() {
  const { actions } = useModel();
  const undoable = useStoreValue('changes', (state) => state.undoable);
  const open = useStoreValue('session', (state) => state.connection === 'open');
  if (undoable === undefined) return undefined;
  return (
    <button
      type="button"
      className="button"
      title={undoable.sentence}
      disabled={!open}
      onClick={() => void actions.undo()}
    >
      <Undo2 aria-hidden="true" />
      Undo the fix
    </button>
  );
}

function CopyButton({ said }: { readonly said: Said }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(said.sentence);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <IconButton label={copied ? 'Copied' : 'Copy the sentence'} onClick={() => void copy()}>
      {copied ? <Check /> : <Copy />}
    </IconButton>
  );
}

function DismissButton({ said }: { readonly said: Said }) {
  const { stores } = useModel();
  const settle = (): void => {
    if (said.problemKey !== undefined) stores.problems.getState().settle(said.problemKey);
  };
  return (
    <IconButton label="Dismiss" onClick={settle}>
      <X />
    </IconButton>
  );
}
