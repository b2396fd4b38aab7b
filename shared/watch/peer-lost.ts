import { count } from '../diagnosis/figure-words.ts';
import type { Evidence, Finding } from '../report/finding.ts';
import type { ConnectionHistory } from './connection-history.ts';
import type { WatchedProcess } from './watch-view.ts';

/**
 * A connection that lost the process at one end: it went away with it, or is left to the kernel, which delivers what it had
 * taken. Undefined while that is not so.
 */
export const peerLost = (
  history: ConnectionHistory,
  view: (pid: number | undefined) => WatchedProcess | undefined,
): Finding | undefined => {
  const last = history.looks.at(-1);
  const binder = view(last?.ends.binder?.pid);
  const connector = view(last?.ends.connector?.pid);
  const gone = [binder, connector].filter((end) => end?.state === 'gone');
  const [dead] = gone;
  const atMs = history.orphanedAtMs ?? history.closedAtMs;
  if (atMs === undefined || last === undefined || dead === undefined || gone.length !== 1) return undefined;
  const survivor = dead === binder ? connector : binder;
  const left = [last.ends.binder, last.ends.connector].reduce(
    (bytes, end) => bytes + (end?.receiveQueueBytes ?? 0) + (end?.sendQueueBytes ?? 0),
    0,
  );
  const whom = survivor === undefined ? 'its peer' : `process ${survivor.pid} (${survivor.name})`;
  return {
    code: 'peer-lost',
    subject: String(dead.pid),
    certainty: 'measured',
    sentence: `Process ${dead.pid} (${dead.name}) ended ${(atMs / 1000).toFixed(1)} s into the watch while connected to ${whom} over ${history.ends.endpoint}.`,
    evidence: history.open ? stillDelivered(left) : goneWithIt(left, atMs - last.atMs),
    remedies: [
      { sentence: 'Restart it; libzmq connects again by itself. Look into its log for why it ended.', set: {} },
    ],
    fromMs: atMs,
    toMs: atMs,
    rank: 80,
  };
};

const stillDelivered = (left: number): readonly Evidence[] => [
  {
    sentence: 'the process is gone from the process table; its connection is left to the kernel',
    certainty: 'measured',
  },
  {
    sentence: `${count(left)} bytes stand in the kernel, and what it sent of them still arrives; what its libzmq had queued went with it`,
    certainty: 'inferred',
    value: left,
    unit: 'bytes',
  },
];

const goneWithIt = (left: number, sinceMs: number): readonly Evidence[] => [
  { sentence: 'the process is gone from the process table, and its connection with it', certainty: 'measured' },
  {
    sentence: `${count(left)} bytes stood in the kernel at the last look before, ${(Math.max(0, sinceMs) / 1000).toFixed(1)} s earlier; what was on the way to it is lost`,
    certainty: left > 0 ? 'inferred' : 'measured',
    value: left,
    unit: 'bytes',
  },
];
