import { Clapperboard } from 'lucide-react';
import type { SessionView } from '../../../shared/contract.ts';
import type { ReplayInfo } from '../../../shared/records/records-view.ts';
import { Hint } from '../../ui/icon-button.tsx';
import { formatWhen } from '../records/record-words.ts';

/** In the place of the scenario and its buttons: that this is a recording, of what, when and from which file. */
export function ReplayTitle({ session, info }: { readonly session: SessionView; readonly info: ReplayInfo }) {
  return (
    <Hint text={info.path}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the path it hints at must be reached by keyboard, too. */}
      <section className="replay-title" aria-label="Recording shown" tabIndex={0}>
        <span className="replay-word">
          <Clapperboard aria-hidden="true" />
          Replay
        </span>
        <span className="replay-scenario">{session.scenario.name}</span>
        <time className="replay-when" dateTime={info.recordedAt}>
          recorded {formatWhen(info.recordedAt)}
        </time>
      </section>
    </Hint>
  );
}
