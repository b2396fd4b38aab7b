import { createContext, useContext } from 'react';
import type { Live } from './live.ts';

/** `<LiveContext value={live}>` stands once, around the whole app. */
export const LiveContext = createContext<Live | undefined>(undefined);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === undefined) throw new Error('expected a <LiveContext> around this component, found none');
  return live;
}
