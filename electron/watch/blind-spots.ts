import type { ConnectionHistory } from '../../shared/watch/connection-history.ts';
import type { WatchedProcess } from '../../shared/watch/watch-view.ts';

/** What this watch cannot see, so that an empty list of findings is not taken for more than it is. */
export const describeBlindSpots = (known: {
  readonly ss: boolean;
  readonly denied: number;
  /** Of these, those that fit the name that is watched. */
  readonly hidden: number;
  readonly foreign: readonly number[];
  readonly histories: readonly ConnectionHistory[];
  /** Watched programs in which no ZeroMQ was found. */
  readonly strangers: readonly WatchedProcess[];
  /** Why the watch could not go on. */
  readonly surprise: string | undefined;
}): readonly string[] => {
  const spots = ['the queues inside libzmq (up to the high-water marks) and inproc links cannot be seen from outside'];
  if (known.surprise !== undefined) spots.unshift(known.surprise);
  if (known.strangers.length > 0) {
    const names = known.strangers.slice(0, 5).map(({ pid, name }) => `process ${pid} (${name})`);
    spots.push(
      `no libzmq was found in ${names.join(', ')}: whether its tcp connections speak ZeroMQ is not known, and its unix sockets are left out`,
    );
  }
  if (!known.ss)
    spots.push(
      'the ss command (package iproute2) was not found: no rwnd_limited, round trips or retransmits, and nothing of ipc links',
    );
  if (known.hidden > 0)
    spots.push(
      `${known.hidden === 1 ? '1 more program fits the name and belongs' : `${known.hidden} more programs fit the name and belong`} to another user: not watched`,
    );
  if (known.denied > 0)
    spots.push(`${known.denied} processes of other users cannot be looked into; run as root to see them`);
  if (known.foreign.length > 0) {
    const pids = known.foreign.slice(0, 5).join(', ');
    spots.push(
      `in another network namespace (a container): process ${pids}; from here only its tcp queues can be seen. As root, nsenter -t ${known.foreign[0]} -n highwater watch ${known.foreign[0]} shows the rest`,
    );
  }
  const halves = known.histories.filter(
    ({ open, ends }) => open && ends.transport === 'tcp' && (ends.binder === undefined || ends.connector === undefined),
  );
  if (halves.length > 0)
    spots.push(
      `the far end of ${halves.length} tcp connections is on another machine or in a container: only this side is seen`,
    );
  return spots;
};
