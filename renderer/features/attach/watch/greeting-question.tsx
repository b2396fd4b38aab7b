import { MessageCircleQuestionMark } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { WatchLook } from '../../../../shared/attach/attach-view.ts';
import { useAttach } from '../attach-model.ts';

/** Asking for the socket types is the one thing that the watched program can notice, so it is asked for, and said before. */
export function GreetingQuestion({ look }: { readonly look: WatchLook }) {
  const { watch } = useAttach();
  const name = useStore(watch, (state) => state.targetName) ?? 'the program';
  const [asked, setAsked] = useState(false);
  if (look.greets || look.phase === 'stopped' || look.listeners.length === 0) return undefined;
  if (!asked)
    return (
      <button type="button" className="quiet-button" onClick={() => setAsked(true)}>
        <MessageCircleQuestionMark aria-hidden="true" />
        Ask for the socket types{'\u2026'}
      </button>
    );
  return (
    <div className="caution">
      <p>
        Highwater connects to{' '}
        {look.listeners.length === 1 ? 'the listening socket' : `each of ${look.listeners.length} listening sockets`}{' '}
        once, reads its greeting and closes. The program may log a failed handshake; no message is sent or taken. The
        watch begins anew.
      </p>
      <p className="caution-buttons">
        <button
          type="button"
          className="button button-main"
          onClick={() => {
            setAsked(false);
            void watch.start(look.target, name, true);
          }}
        >
          Ask
        </button>
        <button type="button" className="button" onClick={() => setAsked(false)}>
          Leave it
        </button>
      </p>
    </div>
  );
}
