import type { TapSide } from './tap-view.ts';

/** Passes, but is not read: older than ZMTP 3, or no ZMTP at all. How many messages it is, is not known, which is not the same as none. */
export const isUndecoded = ({ stage, frames }: Pick<TapSide, 'stage' | 'frames'>): boolean =>
  stage === 'stopped' && frames === 0;

/** ZMTP as libzmq 2 and 3 speak it. */
export const isOldZmtp = ({ protocol }: Pick<TapSide, 'protocol'>): boolean =>
  protocol === 'ZMTP 1.0' || protocol === 'ZMTP 2.0';
