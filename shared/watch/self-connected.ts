import type { Finding } from '../report/finding.ts';
import type { ConnectionHistory } from './connection-history.ts';
import { isSelfConnected } from './link-ends.ts';
import type { WatchedProcess } from './watch-view.ts';

/**
 * A socket that was given the very port that it looked for, while nobody listened there (measured in docs/measurements.md).
 * Undefined for every other connection.
 */
export const selfConnected = (
  { ends, looks }: ConnectionHistory,
  view: (pid: number | undefined) => WatchedProcess | undefined,
): Finding | undefined => {
  if (!isSelfConnected(ends)) return undefined;
  const owner = view(ends.binder?.pid);
  const who = owner === undefined ? 'A process that cannot be seen' : `Process ${owner.pid} (${owner.name})`;
  const port = ends.binderAddress.slice(ends.binderAddress.lastIndexOf(':') + 1);
  return {
    code: 'transport-failure',
    subject: owner === undefined ? ends.endpoint : String(owner.pid),
    certainty: 'measured',
    sentence: `${who} is connected to itself over ${ends.endpoint}: it got the port that it was looking for, and its peer is not there.`,
    evidence: [
      { sentence: `both ends of the connection are ${ends.binderAddress}`, certainty: 'measured' },
      {
        sentence: 'nobody else can bind that port, and libzmq up to 4.3.5 does not let go of it by itself',
        certainty: 'inferred',
      },
    ],
    remedies: [
      {
        sentence: `Restart it once its peer listens; keep the port from being given away: sysctl net.ipv4.ip_local_reserved_ports=${port}.`,
        set: {},
      },
    ],
    reference: 'https://github.com/zeromq/libzmq/issues/4588',
    fromMs: looks[0]?.atMs ?? 0,
    rank: 82,
  };
};
