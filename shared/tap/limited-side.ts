import type { TapSide } from './tap-view.ts';

const busyShare = 0.5;
const usedUp = 0.9;

/**
 * The configured limit holds this side back. That bytes wait for it does not say so by itself: on a link that is used to 60 % they
 * do 60 % of the time.
 */
export const isLimited = ({ limitedShare, limitUse }: Pick<TapSide, 'limitedShare' | 'limitUse'>): boolean =>
  limitedShare >= busyShare && limitUse >= usedUp;
