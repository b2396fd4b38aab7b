import { useStore } from 'zustand';
import type { Myth } from '../../../shared/lessons/myth.ts';
import { findMyth, myths } from '../../../shared/lessons/myths.ts';
import { useLearn } from './learn-model.ts';
import { MythDetail } from './myth-detail.tsx';
import { VerdictMark } from './verdict-mark.tsx';

/** Common claims on the left; the chosen one with its experiment and verdict on the right. */
export function MythLab({ id }: { readonly id: string }) {
  const chosen = findMyth(id) ?? myths[0];
  return (
    <div className="myth-lab">
      <ol className="myths" aria-label="Claims">
        {myths.map((myth) => (
          <MythRow key={myth.id} myth={myth} chosen={myth === chosen} />
        ))}
      </ol>
      {chosen !== undefined && <MythDetail key={chosen.id} myth={chosen} />}
    </div>
  );
}

function MythRow({ myth, chosen }: { readonly myth: Myth; readonly chosen: boolean }) {
  const { store } = useLearn();
  const verdict = useStore(store, (state) => state.progress.myths[myth.id]);
  return (
    <li>
      <button
        type="button"
        className="myth-row"
        aria-current={chosen ? 'true' : undefined}
        onClick={() => store.getState().go({ kind: 'myths', id: myth.id })}
      >
        <span className="myth-claim">{myth.claim}</span>
        {verdict !== undefined && <VerdictMark verdict={verdict} />}
      </button>
    </li>
  );
}
