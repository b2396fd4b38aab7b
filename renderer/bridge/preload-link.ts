import type { CallAnswer, CallName, CallPayload, HostLink } from '../../shared/contract.ts';
import type { PreloadBridge } from '../../shared/wire.ts';
import { EventListeners, Listeners } from './listeners.ts';

/** The link through Electron's preload. It cannot be lost while the window lives. */
export function preloadLink(bridge: PreloadBridge): HostLink {
  const events = new EventListeners();
  const frames = new Listeners<[ArrayBuffer, () => void]>();
  const acknowledge = (): void => bridge.acknowledge();
  bridge.onEvent((name, value) => events.tell(name, value));
  bridge.onFrame((frame) => {
    if (frames.size === 0) acknowledge();
    else frames.tell(frame, acknowledge);
  });
  return {
    call: async <N extends CallName>(name: N, payload: CallPayload<N>) =>
      (await bridge.invoke(name, payload)) as CallAnswer<N>,
    on: (name, listener) => events.add(name, listener),
    onFrame: (listener) => frames.add(listener),
    onConnection: (listener) => {
      listener('open');
      return () => undefined;
    },
  };
}
