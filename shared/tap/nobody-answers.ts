import type { TapView } from './tap-view.ts';

/** What `unreachable` says where a connect is neither taken nor refused, as behind a firewall. */
export const noAnswer = 'no answer';

/** Who is not there, why, and what becomes of the clients meanwhile. */
export const nobodyAnswers = ({ forward, unreachable }: Pick<TapView, 'forward' | 'unreachable'>): string =>
  `Nobody answers at ${forward} (${unreachable}): clients of the tap ${unreachable === noAnswer ? 'wait' : 'are closed'} until somebody does.`;
