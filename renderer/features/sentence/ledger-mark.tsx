import { BookCheck, BookX } from 'lucide-react';
import { useStoreValue } from '../../session/window-model.ts';
import { Hint } from '../../ui/icon-button.tsx';

/** At the end of a run: whether every message is accounted for, and if not, where not. */
export function LedgerMark() {
  const report = useStoreValue('session', (state) => state.report);
  if (report === undefined) return undefined;
  const open = report.flows.filter(({ residual, queued }) => residual !== 0 || queued !== 0);
  const reason = open.find(({ unclosedReason }) => unclosedReason !== undefined)?.unclosedReason;
  const explanation =
    open.length === 0
      ? 'Every message that was sent is delivered or proven lost: sent = delivered + lost for every flow.'
      : `${open.map(({ id }) => id).join(', ')} could not be closed${reason === undefined ? '.' : `: ${reason}`}`;
  return (
    <Hint text={explanation}>
      <span className="ledger-mark" data-closed={open.length === 0} role="note">
        {open.length === 0 ? <BookCheck aria-hidden="true" /> : <BookX aria-hidden="true" />}
        {open.length === 0 ? 'Ledger closed' : 'Ledger open'}
      </span>
    </Hint>
  );
}
