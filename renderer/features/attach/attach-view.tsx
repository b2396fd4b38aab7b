import { Activity, Cable, Hash, Plug } from 'lucide-react';
import type { ComponentType } from 'react';
import { useStore } from 'zustand';
import { useAttach, type Way } from './attach-model.ts';
import { CallsWay } from './calls/calls-way.tsx';
import { JoinWay } from './join/join-way.tsx';
import { TapWay } from './tap/tap-way.tsx';
import { WatchWay } from './watch/watch-way.tsx';
import './attach-view.css';

interface AttachViewProps {
  /** Shows the Lab when a socket of it is to join. */
  readonly showTab: (tab: 'lab') => void;
}

const ways: readonly {
  readonly id: Way;
  readonly title: string;
  readonly Icon: ComponentType<{ 'aria-hidden': 'true' }>;
}[] = [
  { id: 'watch', title: 'Watch', Icon: Activity },
  { id: 'tap', title: 'Tap', Icon: Cable },
  { id: 'calls', title: 'Calls', Icon: Hash },
  { id: 'join', title: 'Join in', Icon: Plug },
];

/** Programs that were not written for Highwater: watched from outside, tapped on the wire, counted, joined. */
export function AttachView({ showTab }: AttachViewProps) {
  const attach = useAttach();
  const way = useStore(attach.ways, (state) => state.way);
  return (
    <div className="attach" data-way={way}>
      <nav className="ways" aria-label="Ways to attach">
        {ways.map(({ id, title, Icon }) => (
          <button
            key={id}
            type="button"
            className="way"
            aria-current={id === way ? 'true' : undefined}
            onClick={() => attach.ways.getState().choose(id)}
          >
            <Icon aria-hidden="true" />
            {title}
          </button>
        ))}
      </nav>
      {way === 'watch' && <WatchWay />}
      {way === 'tap' && <TapWay />}
      {way === 'calls' && <CallsWay />}
      {way === 'join' && <JoinWay showLab={() => showTab('lab')} />}
    </div>
  );
}
